import { alarmKey } from "#domain/decision.ts";
import type { ReadingValue } from "#domain/reading.ts";
import { numberedKey } from "#ingest/readingKey.ts";
import { monitorIntervalSeconds } from "./simulatedHome.ts";
import type { StoredDevice, StoredReading } from "./truth.ts";

/**
 * One line that must stand in exactly one alarm's story: a ring (raised or rang again) or something told. `trigger` is
 * for a person who reads of a difference; `by` is what the line's cause says, or the moment when its timer was due.
 */
export interface Expected {
  trigger: string;
  what: "press" | "fall" | "suspectedFall" | "door" | "silence" | "told";
  key: string;
  by: { happened: string } | { dueAt: number };
}

const cancelMs = 20_000;
const offlineMs = 3 * monitorIntervalSeconds * 1000;

/**
 * What the rules must have said of a device's readings, told anew in a few lines and without the engine: a second
 * opinion, not a second implementation. It goes by the receipts that are stored, since outages decide what comes in time.
 */
export function expectedOf(device: StoredDevice, readings: readonly StoredReading[], until: number): Expected[] {
  const expected: Expected[] = [];
  const { homeId, id } = device;
  const sos = alarmKey(homeId, "sosPress", "sos");
  const fall = alarmKey(homeId, "fall", "fall");
  const door = alarmKey(homeId, "nightDoor", id);
  const silence = alarmKey(homeId, "silence", id);
  const happened = (reading: StoredReading) => ({
    happened: `${id}/${numberedKey(reading.boot, reading.seq, { kind: reading.kind, ...reading.value } as ReadingValue)}`,
  });
  const expect = (what: Expected["what"], key: string, by: Expected["by"], sentence: string): void => {
    expected.push({ what, key, by, trigger: `${sentence} in home ${homeId}` });
  };

  let pending: { dueAt: number; name: string } | null = null;
  let fallRaised = false;
  let doorOpen = false;
  const watched = device.expectedIntervalSeconds === monitorIntervalSeconds;
  let heardAt = device.registeredAt;

  const suspicionEnds = (now: number): void => {
    if (pending === null || now < pending.dueAt) return;
    expect("suspectedFall", fall, pending, `the suspected fall ${pending.name}`);
    pending = null;
    fallRaised = true;
  };
  const silenceEnds = (now: number): boolean => {
    const silent = watched && now - heardAt >= offlineMs;
    if (silent) expect("silence", silence, { dueAt: heardAt + offlineMs }, `the silence of device ${id}`);
    return silent;
  };

  for (const reading of readings) {
    const { receivedAt, value } = reading;
    const name = `of device ${id}, boot ${reading.boot}, seq ${reading.seq}`;
    suspicionEnds(receivedAt);
    if (silenceEnds(receivedAt)) expect("told", silence, happened(reading), `the end of a silence by the reading ${name}`);
    heardAt = receivedAt;
    if (reading.kind === "button" && value.pressed) expect("press", sos, happened(reading), `the press ${name}`);
    if (reading.kind === "door") {
      if (value.open && !doorOpen) expect("door", door, happened(reading), `the opening ${name}`);
      if (!value.open && doorOpen) expect("told", door, happened(reading), `the closing ${name}`);
      doorOpen = value.open === true;
    }
    if (value.state === "fallen") {
      expect("fall", fall, happened(reading), `the fall ${name}`);
      pending = null;
      fallRaised = true;
    } else if (value.state === "suspected") pending ??= { dueAt: receivedAt + cancelMs, name };
    else if (value.state === "cancelled") {
      if (fallRaised) expect("told", fall, happened(reading), `the cancelling ${name}`);
      pending = null;
      fallRaised = false;
    }
  }
  suspicionEnds(until);
  silenceEnds(until);
  return expected;
}
