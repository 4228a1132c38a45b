import type pg from "pg";
import { asDeviceId, type DeviceId } from "#domain/ids.ts";
import type { ServerSteps } from "../journal/serverSteps.ts";
import { callKey } from "./readingIdentity.ts";

/** A later copy of a call is a new call. */
const longestResendMs = 15 * 60_000;
/** One device cannot push the calls of other devices out. */
const maxCallsPerDevice = 200;

/** The calls of some spans of time, each with what to add to its times. */
const selectRecentCalls = `SELECT device_id::text AS "deviceId", key, (extract(epoch FROM received_at) * 1000)::float8 + span.moved AS "receivedAt"
  FROM unnest($1::float8[]) AS span (moved) JOIN reading_key
    ON received_at > to_timestamp(($2::float8 - span.moved) / 1000) AND received_at <= to_timestamp(($3::float8 - span.moved) / 1000)
 WHERE key >= 'c:' AND key < 'c;' ORDER BY "receivedAt"`;

/** Two readings of the clock may differ by this. */
const readingMs = 1_000;

interface RecentCall {
  key: string;
  /** When the first copy was received, epoch ms. */
  firstAt: number;
  /** For each copy: whether the device certainly knows that it is recorded. */
  isAcknowledged: (() => boolean)[];
}

/** A copy of a call for help as it arrives. */
export interface ArrivingCall {
  deviceId: DeviceId;
  /** What is the same in every copy: boot and number, or time and content, or message id and content (`readingIdentity`). */
  name: string;
  /** Whether this may be a resend at all: a message that only MQTT can tell apart is one only with the DUP flag. */
  mayBeResend: boolean;
  /** Epoch ms. */
  receivedAt: number;
  /** Whether the device certainly knows that this copy is recorded, asked later. */
  isAcknowledged: () => boolean;
}

/**
 * Tells a new call for help from a resend of the last one.
 *
 * A copy of a call is a resend only while the acknowledgement of the call may not have arrived: none was written, or the connection broke
 * without DISCONNECT within 10 s after it, or the service started again since; and for at most 15 minutes after the first copy. Every other
 * press is a new call, even if its number says otherwise: one ring too many costs nothing, and a call that is taken for a resend is lost
 * (docs/guarantees.md, 2 and 6).
 *
 * Example: a pendant whose clock stopped and that sends no numbers presses at 02:14:00 and gets its PUBACK. It presses at 02:14:20 with
 * the same bytes: a new call. Had its connection broken at 02:14:03, the second message would be a resend and change nothing.
 */
export class RecentCalls {
  readonly #calls = new Map<DeviceId, Map<string, RecentCall>>();
  #isLoaded = false;

  /**
   * Reads the calls of the last 15 minutes, once after the start: their devices may send them again, because the service stopped before their
   * PUBACK arrived. Of later calls this process knows more than the record does.
   */
  async load(client: pg.ClientBase, now: number, steps: ServerSteps): Promise<void> {
    if (this.#isLoaded) return;
    const since = now - longestResendMs;
    const spans = [recentFrames(steps, since), since, now + readingMs];
    const { rows } = await client.query<{ deviceId: string; key: string; receivedAt: number }>(selectRecentCalls, spans);
    this.#isLoaded = true;
    for (const { deviceId, key, receivedAt } of rows) {
      const calls = this.#of(asDeviceId(deviceId));
      const name = key.slice("c:".length, key.lastIndexOf("~"));
      // The newest one counts.
      calls.delete(name);
      calls.set(name, { key, firstAt: receivedAt, isAcknowledged: [] });
    }
  }

  /** The key of the call: that of an earlier copy where this is a resend, otherwise a new one. */
  keyOf({ deviceId, name, mayBeResend, receivedAt, isAcknowledged }: ArrivingCall): string {
    const calls = this.#of(deviceId);
    forgetOld(calls, receivedAt);
    const known = calls.get(name);
    if (known !== undefined && mayBeResend && !known.isAcknowledged.some((asked) => asked())) {
      known.isAcknowledged.push(isAcknowledged);
      return known.key;
    }
    // Two calls of one millisecond get two keys.
    const at = known === undefined ? receivedAt : Math.max(receivedAt, Number(known.key.slice(known.key.lastIndexOf("~") + 1)) + 1);
    const call: RecentCall = { key: callKey(name, at), firstAt: receivedAt, isAcknowledged: [isAcknowledged] };
    calls.delete(name);
    calls.set(name, call);
    return call.key;
  }

  /** The server's clock was set. Keys stay: the journal has them. */
  moveTimes(byMs: number): void {
    for (const calls of this.#calls.values()) for (const call of calls.values()) call.firstAt += byMs;
  }

  #of(deviceId: DeviceId): Map<string, RecentCall> {
    const known = this.#calls.get(deviceId);
    if (known !== undefined) return known;
    const calls = new Map<string, RecentCall>();
    this.#calls.set(deviceId, calls);
    return calls;
  }
}

const isRecent = ({ firstAt }: RecentCall, now: number): boolean => Math.abs(now - firstAt) <= longestResendMs;

/** Of each time frame that began or ended since then: what to add to its times. A call may have been recorded just before the server's clock was set. */
function recentFrames(steps: ServerSteps, since: number): number[] {
  const moves = [0];
  let movedMs = 0;
  for (const { at, byMs } of steps.all.toReversed()) {
    movedMs += byMs;
    if (at + movedMs < since) break;
    moves.push(movedMs);
  }
  return moves;
}

/** The oldest stand first. */
function forgetOld(calls: Map<string, RecentCall>, now: number): void {
  for (const [name, call] of calls) {
    if (isRecent(call, now) && calls.size <= maxCallsPerDevice) return;
    calls.delete(name);
  }
}
