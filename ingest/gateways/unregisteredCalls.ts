import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import { asDeviceId } from "#domain/ids.ts";
import { isLifeSafety, isUrgent } from "#domain/reading.ts";
import { unregisteredDeviceName, whatHappened } from "#rules/engine/ruleFault.ts";
import type { GatewayEntry } from "../queue/entry.ts";
import type { GatewayReading } from "../receive/families/gatewayFamily.ts";
import { readingIdentity, reportIdentity } from "../receive/readingIdentity.ts";
import type { RecentCalls } from "../receive/recentCalls.ts";
import type { GatewayPublish } from "./gatewayPublish.ts";
import type { UnregisteredCall } from "./gatewayReport.ts";
import { storable } from "./storableText.ts";

const mostRemembered = 10_000;

/**
 * Calls and dangers of devices that are not registered. Resends are recognised as those of registered devices are, in memory only: after a
 * restart a resend may ring once more in the same alarm.
 */
export class UnregisteredCalls {
  readonly #recentCalls: RecentCalls;
  /** Levels for which it rang, by gateway, device and kind. */
  readonly #rung = new Map<string, string>();

  constructor(recentCalls: RecentCalls) {
    this.#recentCalls = recentCalls;
  }

  /** Null where the reading means no danger. */
  callOf({ externalId, type, decoded, mark, reportId }: GatewayReading, offered: GatewayPublish): UnregisteredCall | null {
    const { sentAt: _, ...reported } = decoded;
    const { value } = reported;
    const place = `${offered.gateway.id}/${externalId}/${value.kind}`;
    if (!isLifeSafety(value)) {
      if (isUrgent(value)) this.#rung.delete(place);
      return null;
    }
    const said = JSON.stringify([value, mark]);
    const repeated = type === "level" && this.#rung.get(place) === said;
    if (this.#rung.size >= mostRemembered) this.#rung.clear();
    if (type === "level") this.#rung.set(place, said);
    const plain = reportId === null ? readingIdentity(reported, offered) : reportIdentity(reportId, reported);
    const key = this.#key(externalId, plain.attempt, plain.attempt === plain.key, offered);
    return { externalId: storable(externalId), value, key, repeated };
  }

  /** A message that cannot be read and may be a call. `from`: the device, or the gateway where the message names none. */
  unreadCallOf(from: string, offered: GatewayPublish): UnregisteredCall {
    const attempt = `m:${offered.messageId}:${offered.payload.toString("base64").slice(0, 200)}`;
    return {
      externalId: storable(from),
      value: { kind: "unreadable", call: true },
      key: this.#key(from, attempt, false, offered),
      repeated: false,
    };
  }

  #key(externalId: string, name: string, isNamed: boolean, { gateway, dup, receivedAt, isAcknowledged }: GatewayPublish): string {
    const deviceId = asDeviceId(`${gateway.id}/${externalId}`);
    return this.#recentCalls.keyOf({ deviceId, name, mayBeResend: isNamed || dup, receivedAt, isAcknowledged });
  }
}

/** What rings for the unregistered devices in a message. One episode for each device; only a person closes its alarm. */
export function unregisteredDecisions({ gateway, receivedAt, report }: GatewayEntry, home: HomeFacts): CausedDecision[] {
  return report.calls.map(({ externalId, value, key, repeated, isHomeKnown = true }) => {
    const episode = `${gateway.id}/${externalId}`;
    const what = value.kind === "unreadable" ? `${whatHappened(value)}: treat as a call` : whatHappened(value);
    const where = isHomeKnown ? `in ${home.name}` : "in one of several homes: find out which";
    const sentence = `Unregistered device ${where}: ${what} (${externalId}, through ${gateway.name})`;
    return {
      rule: unregisteredDeviceName,
      decision: { do: "raise", episode, priority: "critical", sentence, deviceId: null, repeated },
      cause: `${home.id}/${unregisteredDeviceName}/${episode}/${key}`,
      at: receivedAt,
    };
  });
}
