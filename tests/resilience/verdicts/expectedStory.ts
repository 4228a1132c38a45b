import { alarmKey } from "#domain/decision.ts";
import type { ReadingValue } from "#domain/reading.ts";
import { numberedKey } from "#ingest/receive/readingIdentity.ts";
import { monitorIntervalSeconds } from "../traffic/simulatedHome.ts";
import type { StoredDevice, StoredReading } from "./truth.ts";

/**
 * One line that must be in exactly one alarm's timeline: a ring (raised or rang again) or a note. `trigger` is
 * for a person who reads of a difference; `by` is what the line's cause says, or the moment when its timer was due.
 */
export interface Expected {
  trigger: string;
  what: "press" | "fall" | "suspectedFall" | "left" | "late" | "silence" | "note";
  key: string;
  by: { happened: string } | { dueAt: number };
  /** It was over when it became known: then it may ring, and need not. */
  mayBeSpared?: boolean;
}

const cancelMs = 20_000;
/** What was held up together comes within so long of one another. */
const atOnceMs = 250;
/** After so long a device that has spoken is on the technical list, then any before the operators. */
const lateMs = 1.5 * monitorIntervalSeconds * 1000;
const offlineMs = 3 * monitorIntervalSeconds * 1000;

/**
 * What the rules must have decided about a device's readings, worked out in a few lines without the engine: a second opinion, not a second
 * implementation. It uses the stored times of receipt, because outages decide which readings arrive in time.
 */
export function expectedOf(device: StoredDevice, readings: readonly StoredReading[], until: number): Expected[] {
  const expected: Expected[] = [];
  const { homeId, id } = device;
  const sos = alarmKey(homeId, "sosPress", "sos");
  const fall = alarmKey(homeId, "fall", "fall");
  const boundary = alarmKey(homeId, "boundary", id);
  const late = alarmKey(homeId, "silence", `late/${id}`);
  const silence = alarmKey(homeId, "silence", id);
  const happened = (reading: StoredReading) => ({
    happened: `${id}/${numberedKey({ ...reading, value: { kind: reading.kind, ...reading.value } as ReadingValue })}`,
  });
  const expect = (what: Expected["what"], key: string, by: Expected["by"], sentence: string, mayBeSpared = false): void => {
    expected.push({ what, key, by, trigger: `${sentence} in home ${homeId}`, mayBeSpared });
  };
  /** Held up by an outage, with the next of its kind at its heels. */
  const cameTogether = (one: StoredReading | undefined, next: StoredReading | undefined): boolean =>
    one !== undefined && next !== undefined && one.time < one.receivedAt && next.receivedAt - one.receivedAt < atOnceMs;

  let pending: { dueAt: number; name: string } | null = null;
  let fallRaised = false;
  let inside = true;
  const watched = device.expectedIntervalSeconds === monitorIntervalSeconds;
  let heardAt = device.registeredAt;
  let spoke = false;

  const suspicionEnds = (now: number): void => {
    if (pending === null || now < pending.dueAt) return;
    expect("suspectedFall", fall, pending, `the suspected fall ${pending.name}`);
    pending = null;
    fallRaised = true;
  };
  const silences = (now: number): string[] => {
    const silent = watched ? now - heardAt : 0;
    const isLate = spoke && silent >= lateMs;
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
    spoke = true;
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
