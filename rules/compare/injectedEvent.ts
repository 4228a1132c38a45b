import type { DeviceFacts, HomeFacts } from "#domain/home.ts";
import type { Reading, ReadingKind, ReportedValue } from "#domain/reading.ts";
import { instantOf } from "#domain/time/wallClock.ts";
import type { Engine } from "../engine/engine.ts";
import { Playback } from "./playback.ts";

/** An event in which help is needed, and after which the home is still. */
export type EventKind = "leavesBed" | "doorStaysOpen" | "leavesHome" | "liesStill" | "staysInBed";

export const eventWords: Readonly<Record<EventKind, string>> = {
  leavesBed: "the person leaves the bed at 02:30 and lies still",
  doorStaysOpen: "an outside door is opened at 02:30 and stays open",
  leavesHome: "the person goes out at 18:00 and does not come back",
  liesStill: "the person lies still from 10:00 on",
  staysInBed: "the person does not get up",
};

/** Times in epoch ms. */
export interface InjectedEvent {
  at: number;
  /** From then on the record's readings about people are left out. */
  stillFrom: number;
  readings: readonly Reading[];
}

const minuteMs = 60_000;
const ofPeople: ReadonlySet<ReadingKind> = new Set(["motion", "door", "bed", "chair", "button", "boundary", "fall"]);

/** The event in the night of this date, with the home's own devices; null where the home has no device that shows it. */
export function eventIn(kind: EventKind, home: HomeFacts, night: string): InjectedEvent | null {
  const evening = Temporal.PlainDate.from(night);
  const at = (time: string, day = evening.add({ days: 1 })): number => instantOf(day, time, home.timezone);
  const devices = [...home.devices.values()];
  const beds = devices.filter((device) => device.kind === "bed");
  const [bed] = beds;
  const door = devices.find((device) => device.kind === "door" && device.outside);
  const says = (device: DeviceFacts, when: number, value: ReportedValue): Reading => injectedReading(home, device, when, value);
  if (kind === "leavesBed") {
    if (bed === undefined) return null;
    const out = at("02:30");
    const lying = says(bed, out - 30 * minuteMs, { kind: "bed", occupied: true });
    return { at: out, stillFrom: lying.time, readings: [lying, says(bed, out, { kind: "bed", occupied: false })] };
  }
  if (kind === "doorStaysOpen" || kind === "leavesHome") {
    if (door === undefined) return null;
    const opens = kind === "leavesHome" ? at("18:00", evening) : at("02:30");
    const closes = kind === "leavesHome" ? [says(door, opens + 15_000, { kind: "door", open: false })] : [];
    return { at: opens, stillFrom: opens - minuteMs, readings: [says(door, opens, { kind: "door", open: true }), ...closes] };
  }
  if (kind === "liesStill") {
    const still = at("10:00");
    return { at: still, stillFrom: still, readings: beds.map((one) => says(one, still, { kind: "bed", occupied: false })) };
  }
  const lies = at("23:00", evening);
  return { at: at("04:00"), stillFrom: lies, readings: bed === undefined ? [] : [says(bed, lies, { kind: "bed", occupied: true })] };
}

function injectedReading(home: HomeFacts, { id }: DeviceFacts, at: number, value: ReportedValue): Reading {
  return {
    homeId: home.id,
    deviceId: id,
    value,
    at,
    receivedAt: at,
    arrivedAt: at,
    time: at,
    seq: null,
    boot: null,
    battery: null,
    signal: null,
    tamper: null,
    mains: null,
    historical: false,
    unreadable: [],
    key: `injected:${id}:${at}`,
  };
}

/**
 * Plays the home's recorded readings and the event, and returns when the rule rings in it (epoch ms); null where it does not ring by `until`. `recorded` are the
 * readings in the order of arrival, from long enough before. It yields after each reading, so that the caller can give way. Pure.
 *
 * Example: bed left at 02:30 with 20 min: 02:50.
 */
export function* playEvent(
  engine: Engine,
  home: HomeFacts,
  { rule, event, until }: { rule: string; event: InjectedEvent; until: number },
  recorded: readonly Reading[],
): Generator<undefined, number | null> {
  const kept = recorded.filter(({ arrivedAt, value }) => arrivedAt < event.stillFrom || !ofPeople.has(value.kind));
  const readings = [...kept, ...atRest(home, kept, event), ...event.readings].sort((a, b) => a.arrivedAt - b.arrivedAt);
  const plan = { ...home.plan, starts: null, review: null, ends: null };
  const playback = new Playback(engine, { ...home, plan }, readings[0]?.arrivedAt ?? event.at);
  for (const reading of readings) {
    if (reading.arrivedAt >= until) break;
    playback.take(reading);
    yield;
  }
  playback.until(until);
  const rings = playback.alarms
    .filter((alarm) => alarm.rule === rule && !alarm.technical)
    .flatMap(({ timeline }) => timeline.filter((line) => line.event !== "note" && line.at >= event.at).map(({ at }) => at));
  return rings.length === 0 ? null : Math.min(...rings);
}

/** What ends each state that would show a person for the whole event: movement, an open door, a chair in use. */
function atRest(home: HomeFacts, kept: readonly Reading[], { stillFrom }: InjectedEvent): Reading[] {
  const last = new Map(kept.filter(({ value }) => ofPeople.has(value.kind)).map((reading) => [reading.deviceId, reading.value]));
  return [...last].flatMap(([deviceId, value]) => {
    const device = home.devices.get(deviceId);
    const resting = restingValue(value);
    return device === undefined || resting === null ? [] : [injectedReading(home, device, stillFrom - 1, resting)];
  });
}

function restingValue(value: Reading["value"]): ReportedValue | null {
  if (value.kind === "motion" && value.detected) return { kind: "motion", detected: false };
  if (value.kind === "door" && value.open) return { kind: "door", open: false };
  return value.kind === "chair" && value.occupied ? { kind: "chair", occupied: false } : null;
}
