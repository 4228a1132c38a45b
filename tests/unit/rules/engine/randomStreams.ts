import fc from "fast-check";
import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import type { Engine, StepResult } from "#rules/engine/engine.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { engine, homeOf, readingOf, takeReading } from "../rulesStory.ts";

/** A Sunday evening, so that a stream of several hours includes a night. */
export const startsAt = Date.parse("2026-11-22T18:00:00Z");

const devices = [
  { id: "1", name: "Pendant", kind: "button", expectedIntervalSeconds: 3600, registeredAt: startsAt },
  { id: "2", name: "Pull cord", kind: "button" },
  { id: "3", name: "Fall detector", kind: "fall", expectedIntervalSeconds: 600, registeredAt: startsAt },
  { id: "4", name: "Bed sensor", kind: "bed", room: "Bedroom", expectedIntervalSeconds: 900, registeredAt: startsAt },
  { id: "5", name: "Second bed", kind: "bed", room: "Spare room" },
  { id: "6", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "7", name: "Bathroom door", kind: "door", room: "Bathroom" },
  { id: "8", name: "Motion sensor", kind: "motion", room: "Hall" },
  { id: "9", name: "Motion sensor", kind: "motion", room: "Bedroom" },
  { id: "10", name: "Garden gate", kind: "boundary" },
  { id: "11", name: "Smoke alarm", kind: "smoke", room: "Kitchen" },
  { id: "12", name: "Thermometer", kind: "temperature", room: "Living room" },
];
export const homes = { live: homeOf(devices, "live"), test: homeOf(devices, "test") };

const ofDevices = <Value extends ReadingValue>(ids: [string, ...string[]], value: fc.Arbitrary<Value>) =>
  fc.record({ device: fc.constantFrom(...ids), value: value as fc.Arbitrary<ReadingValue> });

const said = fc.oneof(
  ofDevices(["1", "2"], fc.record({ kind: fc.constant("button" as const), pressed: fc.boolean() })),
  ofDevices(["3"], fc.record({ kind: fc.constant("fall" as const), state: fc.constantFrom("fallen", "suspected", "cancelled") })),
  { weight: 3, arbitrary: ofDevices(["4", "5"], fc.record({ kind: fc.constant("bed" as const), occupied: fc.boolean() })) },
  { weight: 3, arbitrary: ofDevices(["6", "7"], fc.record({ kind: fc.constant("door" as const), open: fc.boolean() })) },
  { weight: 4, arbitrary: ofDevices(["8", "9"], fc.record({ kind: fc.constant("motion" as const), detected: fc.boolean() })) },
  ofDevices(["10"], fc.record({ kind: fc.constant("boundary" as const), inside: fc.boolean() })),
  ofDevices(["11"], fc.record({ kind: fc.constant("smoke" as const), detected: fc.boolean() })),
  ofDevices(["12"], fc.record({ kind: fc.constant("temperature" as const), celsius: fc.integer({ min: 5, max: 40 }) })),
  ofDevices(["1", "3", "4"], fc.constant({ kind: "heartbeat" as const })),
);

// Bursts, ordinary gaps and hours without a reading. A gap is at least 1 ms, so no two readings arrive in the same millisecond.
const gapMs = fc.oneof(
  fc.integer({ min: 1, max: 3_000 }),
  fc.integer({ min: 1_001, max: 600_001 }),
  fc.integer({ min: 600_001, max: 20_000_001 }),
);
// On time, up to 110 s early or late, or far off through a backlog or a wrong clock.
const skewMs = fc.oneof(fc.constant(0), fc.integer({ min: -110_000, max: 110_000 }), fc.integer({ min: -20_000_000, max: 400_000 }));

export type Event = { reading: Reading } | { time: number };
export interface Stream {
  home: HomeFacts;
  events: readonly Event[];
}

export const streamOf = (mode: keyof typeof homes, skew: fc.Arbitrary<number> = skewMs): fc.Arbitrary<Stream> =>
  fc
    .array(fc.record({ said: fc.option(said, { freq: 8 }), gapMs, skewMs: fc.option(skew, { freq: 12 }), historical: fc.boolean() }), {
      minLength: 1,
      maxLength: 60,
    })
    .map((moments) => {
      let now = startsAt;
      const events = moments.map((moment, seq): Event => {
        now += moment.gapMs;
        if (moment.said === null) return { time: now };
        const at = moment.skewMs === null ? null : now + moment.skewMs;
        const { historical } = moment;
        return { reading: readingOf(homes[mode], moment.said.device, moment.said.value, { at, receivedAt: now, seq, historical }) };
      });
      return { home: homes[mode], events };
    });
export const anyStream = fc.constantFrom("live", "test").chain((mode) => streamOf(mode));

/** The readings that arrived before this event. */
export const saidBefore = (events: readonly Event[], before: number): Reading[] =>
  events.slice(0, before).flatMap((event) => ("reading" in event ? [event.reading] : []));

export function step({ home, events }: Stream, state: HomeState, index: number, by: Engine = engine): StepResult {
  const event = events[index] as Event;
  return "time" in event ? by.onTime(home, state, event.time) : takeReading(by, home, state, event.reading, saidBefore(events, index));
}

/** All decisions and the final state. `between` may replace the state before each step. */
export function run(
  stream: Stream,
  between: (state: HomeState, index: number) => HomeState = (state) => state,
): { state: HomeState; decided: CausedDecision[] } {
  let { state } = engine.start(stream.home, startsAt);
  const decided: CausedDecision[] = [];
  for (const index of stream.events.keys()) {
    const next = step(stream, between(state, index), index);
    if (next.faults.length > 0) throw next.faults[0]?.error;
    decided.push(...next.decided);
    state = next.state;
  }
  return { state, decided };
}
