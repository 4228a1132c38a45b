/** Waits before the second, third, … attempt, in seconds. */
const waitsSeconds = [2, 5, 10, 30, 60, 120, 300, 900, 1_800, 3_600] as const;

/**
 * How often a message is tried. A step of a ladder is given up after four attempts, 17 seconds after the first one where the provider answers at
 * once: then the next channel, the next contact or the centre is quicker than waiting. Others are tried for longer, and a webhook receiver may be
 * away for a night. The test of a phone is tried once: the carer looks at it, and tests again.
 */
const attemptsOf = { phoneTest: 1, ladderStep: 4, person: 7, receiver: 20 } as const;

export interface Tried {
  /** Attempts so far, at least 1. */
  attempts: number;
  /** The step of a ladder that sent it, or null. */
  step: string | null;
  channel: string;
  kind: string;
}

/** How long to wait before the next attempt, in ms; null: it has failed. */
export function retryAfterMs({ attempts, ...message }: Tried): number | null {
  if (attempts >= mostOf(message)) return null;
  return (waitsSeconds[attempts - 1] ?? 3_600) * 1000;
}

function mostOf({ step, channel, kind }: Omit<Tried, "attempts">): number {
  if (step !== null) return attemptsOf.ladderStep;
  if (kind === "phoneTest") return attemptsOf.phoneTest;
  return channel === "webhook" ? attemptsOf.receiver : attemptsOf.person;
}
