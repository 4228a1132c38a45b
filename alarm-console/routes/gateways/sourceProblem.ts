import type { SourceState } from "#ingest/sources/sourceState.ts";

/** What the client or the system says of an attempt that failed, and what that means. The first that fits counts. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, "nothing answers at its address: it may be switched off"],
  [/ENOTFOUND|EAI_AGAIN/, "its name leads to no address: look at the name and at the network"],
  [/EHOSTUNREACH|ENETUNREACH/, "no way through the network leads to it"],
  [/ETIMEDOUT|connack timeout/i, "it does not answer in time"],
  [/not authorized|bad username|identifier rejected/i, "it refuses the login of Link Line"],
  [/certificate|self-signed|CERT_/i, "its certificate is not trusted"],
  [/ECONNRESET|EPIPE|connection closed/i, "the connection broke"],
];

/**
 * What is wrong with the broker of a site, for staff; null where nothing is.
 *
 * Example: "It is away: nothing answers at its address: it may be switched off. Tried 5 times. It stores what its devices send, and Link Line tries again."
 */
export function sourceProblem({ connected, fault, attempts }: Pick<SourceState, "connected" | "fault" | "attempts">): string | null {
  if (connected) return fault === null ? null : `It is connected, but ${fault}.`;
  if (attempts === 0) return "Link Line is connecting to it for the first time.";
  const why = meanings.find(([pattern]) => pattern.test(fault ?? ""))?.[1] ?? fault ?? "the connection broke";
  const tried = attempts === 1 ? "once" : `${attempts} times`;
  return `It is away: ${why}. Tried ${tried}. Link Line tries again until it answers; a broker that runs stores what its devices send meanwhile.`;
}
