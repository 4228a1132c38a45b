import type { Log } from "#platform/log.ts";

/** Why the broker refused something. The names are label values of the counter `linkline_refusals_total`. */
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

const logLines: Record<Refusal, string> = {
  wrongSecret: "refused a connection: the secret is wrong; give the device a new secret if it lost its own",
  unknownDevice: "refused a connection: no device has this username; register the device",
  foreignTopic:
    "refused a publish: a device may publish to its own topic only, and a gateway to the topics of its family below its base topic",
  systemTopic: "refused a publish: topics under $SYS belong to the broker",
  foreignSubscription: "refused a subscription: a device may subscribe to its own command topic only",
  oversized: "closed a connection: the packet is larger than LINKLINE_MAX_PAYLOAD_BYTES allows",
  tooManyConnections: "closed the oldest connection of a device: it has too many open",
  notRecording: "closed a connection without acknowledging: the reading could not be recorded; the device will send it again",
  flood: "slowed a device down: it sends more packets a second than any sensor needs",
};

interface RefusedParty {
  username?: string;
  address?: string;
  topic?: string;
  bytes?: number;
}

const repeatAfterMs = 10_000;
const mostRemembered = 10_000;

/**
 * Counts every refusal and logs it, never with a secret. An attacker must not fill the disk with log lines, so of equal refusals of one
 * device the first is logged at once and then one line in ten seconds, with the number of those between (`alsoSinceLast`).
 */
export class Refusals {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #count: (reason: Refusal) => void;
  readonly #logged = new Map<string, { at: number; unlogged: number }>();

  constructor({ log, now, count }: { log: Log; now: () => number; count: (reason: Refusal) => void }) {
    this.#log = log;
    this.#now = now;
    this.#count = count;
  }

  add(reason: Refusal, party: RefusedParty): void {
    this.#count(reason);
    // An attacker can invent usernames without end, so unknown devices are counted by their address.
    const key = `${reason} ${(reason === "unknownDevice" ? party.address : party.username) ?? ""}`;
    const last = this.#logged.get(key);
    const at = this.#now();
    if (last !== undefined && Math.abs(at - last.at) < repeatAfterMs) {
      last.unlogged += 1;
      return;
    }
    if (this.#logged.size > mostRemembered) this.#logged.clear();
    this.#logged.set(key, { at, unlogged: 0 });
    this.#log.warn({ reason, ...party, alsoSinceLast: last?.unlogged ?? 0 }, logLines[reason]);
  }
}
