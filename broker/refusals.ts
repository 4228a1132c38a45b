import type { Log } from "#platform/log.ts";

/** Why the broker turned something away; also the label of the counter. */
export type Refusal =
  | "wrongSecret"
  | "unknownDevice"
  | "foreignTopic"
  | "systemTopic"
  | "foreignSubscription"
  | "oversized"
  | "tooManyConnections"
  | "notRecording"
  | "flood";

const quietMs = 10_000;

/**
 * Counts each refusal and logs it without the secret: the first at once, like ones of the same device at most every ten
 * seconds with their number, so that an attacker cannot fill the disk with our log.
 */
export function createRefusals({ log, now, count }: { log: Log; now: () => number; count: (reason: Refusal) => void }) {
  const seen = new Map<string, { loggedAt: number; since: number }>();
  return (reason: Refusal, who: { username?: string; address?: string; topic?: string; bytes?: number }): void => {
    count(reason);
    // Names that nobody has are made up as one likes: those are told apart by where they come from.
    const key = `${reason} ${(reason === "unknownDevice" ? who.address : who.username) ?? ""}`;
    const last = seen.get(key);
    const at = now();
    if (last !== undefined && at - last.loggedAt < quietMs) {
      last.since += 1;
      return;
    }
    if (seen.size > 10_000) seen.clear();
    seen.set(key, { loggedAt: at, since: 0 });
    log.warn({ reason, ...who, alsoSinceLast: last?.since ?? 0 }, sentences[reason]);
  };
}

const sentences: Record<Refusal, string> = {
  wrongSecret: "refused a connection: the secret is wrong",
  unknownDevice: "refused a connection: no device has this username",
  foreignTopic: "refused a publish: a device publishes to its own topic only",
  systemTopic: "refused a publish: $SYS is the broker's own",
  foreignSubscription: "refused a subscription: a device hears its own commands only",
  oversized: "closed a connection: the packet is larger than LINKLINE_MAX_PAYLOAD_BYTES allows",
  tooManyConnections: "closed a connection: the device has too many open",
  notRecording: "closed a connection without acknowledging: the reading could not be recorded, the device will resend",
  flood: "slowed a device down: it sends more readings a second than any sensor has reason to",
};
