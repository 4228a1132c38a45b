import { createRandom } from "#device-sim/simulation/random.ts";
import type { DeviceFacts, HomeFacts } from "#domain/home.ts";
import { asDeviceId, asHomeId, type DeviceId } from "#domain/ids.ts";
import { plan } from "#domain/plan.ts";
import type { Reading, ReadingKind, ReadingValue } from "#domain/reading.ts";

/** The eight rules that the plan names. Rules about devices and plans come with every plan. */
export const eightRules = ["sosPress", "fall", "environment", "bedExit", "nightWandering", "doorOpen", "inactivity", "notUp"];

const eightRulesPlan = plan.parse({
  name: "Eight rules",
  rules: Object.fromEntries(eightRules.map((name) => [name, {}])),
  windows: [{ name: "night", from: "22:00", to: "07:00" }],
});

const fitted: readonly { kind: ReadingKind; room: string; name: string; outside?: boolean; weight: number }[] = [
  { kind: "motion", room: "Hall", name: "Motion sensor", weight: 6 },
  { kind: "motion", room: "Kitchen", name: "Motion sensor", weight: 6 },
  { kind: "motion", room: "Bedroom", name: "Motion sensor", weight: 3 },
  { kind: "bed", room: "Bedroom", name: "Bed sensor", weight: 1 },
  { kind: "door", room: "Hall", name: "Front door", outside: true, weight: 1 },
  { kind: "temperature", room: "Living room", name: "Thermometer", weight: 1 },
  { kind: "smoke", room: "Kitchen", name: "Smoke alarm", weight: 0 },
  { kind: "button", room: "", name: "Pendant", weight: 0 },
  { kind: "fall", room: "", name: "Fall detector", weight: 0 },
  { kind: "chair", room: "Living room", name: "Chair sensor", weight: 1 },
];
/** Of twenty readings, this many are heartbeats. The devices take turns, so that none falls silent. */
const heartbeats = 4;

/** Ten in the morning of an ordinary day. */
export const startsAt = Date.parse("2026-11-18T10:00:00Z");

/** Homes of ten devices, all under one plan. */
export function makeHomes(count: number): HomeFacts[] {
  return Array.from({ length: count }, (_, n) => {
    const devices = new Map<DeviceId, DeviceFacts>();
    for (const [place, { kind, room, name, outside = false }] of fitted.entries()) {
      const id = asDeviceId(n * fitted.length + place + 1);
      devices.set(id, { id, name, kind, room, outside, expectedIntervalSeconds: 3600, registeredAt: startsAt });
    }
    return {
      id: asHomeId(n + 1),
      name: `${n + 1} Mill Lane`,
      timezone: "Europe/London",
      mode: "live",
      devices,
      plan: eightRulesPlan,
      absences: [],
      listeningGaps: [],
    };
  });
}

const choices = fitted.flatMap(({ weight }, place) => Array<number>(weight).fill(place));

/** Readings of an ordinary day: one a home every `everyMs`. The homes are shuffled, so that caches do not flatter the result. */
export function createLife(homes: readonly HomeFacts[], everyMs: number, seed: number) {
  const random = createRandom(seed);
  const order = homes.map((_, place) => place);
  for (let place = order.length - 1; place > 0; place -= 1) {
    const other = random.whole(0, place);
    [order[place], order[other]] = [order[other] as number, order[place] as number];
  }
  const ids = homes.map(({ devices }) => [...devices.keys()]);
  const on = new Uint8Array(homes.length * fitted.length);
  const beats = new Uint8Array(homes.length);
  let seq = 0;

  function readingOf(home: number, receivedAt: number): Reading {
    seq += 1;
    const isHeartbeat = random.whole(1, 20) <= heartbeats;
    const place = isHeartbeat ? nextBeat(home) : (choices[random.whole(0, choices.length - 1)] as number);
    const value = isHeartbeat ? heartbeat : said((fitted[place] as { kind: ReadingKind }).kind, home * fitted.length + place);
    return {
      homeId: (homes[home] as HomeFacts).id,
      deviceId: (ids[home] as DeviceId[])[place] as DeviceId,
      value,
      at: receivedAt - 20,
      receivedAt,
      arrivedAt: receivedAt,
      time: receivedAt - 10,
      seq,
      boot: "a1",
      battery: 80,
      signal: -60,
      tamper: null,
      mains: null,
      historical: false,
      unreadable: noFields,
      key: `b:a1:${seq}`,
    };
  }

  function nextBeat(home: number): number {
    beats[home] = ((beats[home] as number) + 1) % fitted.length;
    return beats[home] as number;
  }

  function said(kind: ReadingKind, device: number): ReadingValue {
    on[device] = 1 - (on[device] as number);
    const is = on[device] === 1;
    switch (kind) {
      case "motion":
        return { kind, detected: is };
      case "bed":
      case "chair":
        return { kind, occupied: is };
      case "door":
        return { kind, open: is };
      default:
        return { kind: "temperature", celsius: 20 };
    }
  }

  return {
    /** One reading of each home, the first at `from`. `places[n]` is the home of `readings[n]`. */
    round(from: number): { places: readonly number[]; readings: readonly Reading[] } {
      const gap = everyMs / order.length;
      return { places: order, readings: order.map((home, nth) => readingOf(home, Math.floor(from + nth * gap))) };
    },
  };
}

const noFields: Reading["unreadable"] = [];
const heartbeat: ReadingValue = { kind: "heartbeat" };
