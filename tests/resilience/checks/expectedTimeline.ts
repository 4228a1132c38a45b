import { alarmKey } from "#domain/decision.ts";
import { isLifeSafety, type ReadingValue } from "#domain/reading.ts";
import { numberedKey } from "#ingest/receive/readingIdentity.ts";
import { monitorIntervalSeconds, reconnectSeconds } from "../traffic/simulatedHome.ts";
import type { StoredDevice, StoredGap, StoredReading } from "./stored.ts";

/**
 * One entry that must be in exactly one alarm's timeline: a ring (raised or rang again) or a note. `trigger` is for the message of a
 * difference; `by` is the reading that the entry's cause names (of a call for help, the beginning of it), or the time at which
 * its timer was due.
 */
export interface Expected {
  trigger: string;
  what: "press" | "fall" | "suspectedFall" | "left" | "late" | "silence" | "note";
  key: string;
  by: { happened: string } | { call: string } | { dueAt: number };
  /** It was over when it became known: it may ring or not. */
  isOptional?: boolean;
}

const cancelMs = 20_000;
/** Readings that an outage delayed together arrive within this time of each other. */
const atOnceMs = 250;
/** After this time a device that has reported is late (technical list); after `offlineMs` each device is offline (queue). */
const lateMs = 1.5 * monitorIntervalSeconds * 1000;
const offlineMs = 3 * monitorIntervalSeconds * 1000;
/** A silence that ends so close to its limit may count either way: a press that overtakes in the queue moves the home's clock. */
const closeMs = 500;

/**
 * What the rules must have decided about a device's readings, computed in a few lines without the engine: an independent check, not a second
 * implementation. It uses the stored arrival times and listening gaps, because outages decide which readings arrive in time.
 */
export function expectedOf(
  device: StoredDevice,
  readings: readonly StoredReading[],
  gaps: readonly StoredGap[],
  until: number,
): Expected[] {
  const expected: Expected[] = [];
  const { homeId, id } = device;
  const sos = alarmKey(homeId, "sosPress", "sos");
  const fall = alarmKey(homeId, "fall", "fall");
  const boundary = alarmKey(homeId, "boundary", id);
  const late = alarmKey(homeId, "silence", `late/${id}`);
  const silence = alarmKey(homeId, "silence", id);
  const happened = (reading: StoredReading): Expected["by"] => {
    const value = { kind: reading.kind, ...reading.value } as ReadingValue;
    const key = numberedKey({ ...reading, value });
    return isLifeSafety(value) ? { call: `${id}/c:${key}~` } : { happened: `${id}/${key}` };
  };
  const expect = (what: Expected["what"], key: string, by: Expected["by"], sentence: string, isOptional = false): void => {
    expected.push({ what, key, by, trigger: `${sentence} in home ${homeId}`, isOptional });
  };
  /** The next reading of this device arrived right after it: an outage delayed both, or they came in one batch. */
  const cameTogether = (one: StoredReading | undefined, next: StoredReading | undefined): boolean =>
    one !== undefined && next !== undefined && next.receivedAt - one.receivedAt < atOnceMs;

  let pending: { dueAt: number; name: string } | null = null;
  let fallRaised = false;
  let inside = true;
  const watched = device.expectedIntervalSeconds === monitorIntervalSeconds;
  let heardAt = device.registeredAt;
  let hasReported = false;

  const suspicionEnds = (now: number): void => {
    if (pending === null || now < pending.dueAt) return;
    expect("suspectedFall", fall, pending, `the suspected fall ${pending.name}`);
    pending = null;
    fallRaised = true;
  };
  /** The silences until now that reached their limits, with whether a little less or more time would make a difference. */
  const silences = (now: number): { key: string; isClose: boolean }[] => {
    if (!watched || now - heardAt < lateMs - closeMs) return [];
    const reached: { key: string; isClose: boolean }[] = [];
    const judge = (what: "late" | "silence", key: string, dueAt: number, words: string): void => {
      if (now < dueAt - closeMs) return;
      const isClose = Math.abs(now - dueAt) < closeMs;
      expect(what, key, { dueAt }, `the ${words} of device ${id}`, isClose);
      reached.push({ key, isClose });
    };
    if (hasReported) judge("late", late, listenedUntil(heardAt, lateMs, gaps), "lateness");
    judge("silence", silence, listenedUntil(heardAt, offlineMs, gaps), "silence");
    return reached;
  };

  for (const [place, reading] of readings.entries()) {
    const { receivedAt, recordedTime, value } = reading;
    const name = `of device ${id}, boot ${reading.boot}, seq ${reading.seq}`;
    suspicionEnds(receivedAt);
    for (const { key, isClose } of silences(receivedAt))
      expect("note", key, happened(reading), `the end of a silence by the reading ${name}`, isClose);
    heardAt = receivedAt;
    hasReported = true;
    if (reading.kind === "button" && value.pressed) expect("press", sos, happened(reading), `the press ${name}`);
    if (reading.kind === "boundary") {
      const by = { happened: `${id}@${recordedTime}#${reading.seq}:boundary:${value.inside}` };
      // A return and a leaving that came together change nothing: the person was out before and is out after them, or in.
      const over = cameTogether(readings[place - 1], reading) || cameTogether(reading, readings[place + 1]);
      if (!value.inside && inside) expect("left", boundary, by, `the leaving ${name}`, over);
      if (value.inside && !inside) expect("note", boundary, by, `the return ${name}`, over);
      inside = value.inside === true;
    }
    if (value.state === "fallen") {
      expect("fall", fall, happened(reading), `the fall ${name}`);
      pending = null;
      fallRaised = true;
    } else if (value.state === "suspected") pending ??= { dueAt: receivedAt + cancelMs, name };
    else if (value.state === "cancelled") {
      if (fallRaised) expect("note", fall, happened(reading), `the cancelling ${name}`);
      pending = null;
      fallRaised = false;
    }
  }
  suspicionEnds(until);
  silences(until);
  return expected;
}

/**
 * When so many milliseconds of listening have passed since a device was heard, counted one by one. Where fewer than `reconnectSeconds` are
 * left in a gap, the device gets that long after it, once.
 */
function listenedUntil(heardAt: number, limitMs: number, gaps: readonly StoredGap[]): number {
  const later = gaps.filter(({ to }) => to > heardAt);
  let left = limitMs;
  let gotMore = false;
  for (let at = heardAt; ; at += 1) {
    if (left <= 0) return at;
    if (!later.some(({ from, to }) => at >= from && at < to)) left -= 1;
    else if (left < reconnectSeconds * 1000 && !gotMore) {
      left = reconnectSeconds * 1000;
      gotMore = true;
    }
  }
}
