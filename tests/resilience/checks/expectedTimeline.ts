import { alarmKey } from "#domain/decision.ts";
import { isLifeSafety, type ReadingValue } from "#domain/reading.ts";
import { numberedKey } from "#ingest/receive/readingIdentity.ts";
import { monitorIntervalSeconds } from "../traffic/simulatedHome.ts";
import type { StoredDevice, StoredReading } from "./stored.ts";

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

/**
 * What the rules must have decided about a device's readings, computed in a few lines without the engine: an independent check, not a second
 * implementation. It uses the stored arrival times, because outages decide which readings arrive in time.
 */
export function expectedOf(device: StoredDevice, readings: readonly StoredReading[], until: number): Expected[] {
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
  /** An outage delayed the reading, and the next one of this device arrived right after it. */
  const cameTogether = (one: StoredReading | undefined, next: StoredReading | undefined): boolean =>
    one !== undefined && next !== undefined && one.time < one.receivedAt && next.receivedAt - one.receivedAt < atOnceMs;

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
  const silences = (now: number): string[] => {
    const silent = watched ? now - heardAt : 0;
    const isLate = hasReported && silent >= lateMs;
    if (isLate) expect("late", late, { dueAt: heardAt + lateMs }, `the lateness of device ${id}`);
    if (silent >= offlineMs) expect("silence", silence, { dueAt: heardAt + offlineMs }, `the silence of device ${id}`);
    return [...(isLate ? [late] : []), ...(silent >= offlineMs ? [silence] : [])];
  };

  for (const [place, reading] of readings.entries()) {
    const { receivedAt, time, value } = reading;
    const name = `of device ${id}, boot ${reading.boot}, seq ${reading.seq}`;
    suspicionEnds(receivedAt);
    for (const key of silences(receivedAt)) expect("note", key, happened(reading), `the end of a silence by the reading ${name}`);
    heardAt = receivedAt;
    hasReported = true;
    if (reading.kind === "button" && value.pressed) expect("press", sos, happened(reading), `the press ${name}`);
    if (reading.kind === "boundary") {
      const by = { happened: `${id}@${time}#${reading.seq}:boundary:${value.inside}` };
      const over = value.inside ? cameTogether(readings[place - 1], reading) : cameTogether(reading, readings[place + 1]);
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
