import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Decided } from "#domain/decision.ts";
import type { HomeMode } from "#domain/home.ts";
import type { Reading, ReadingValue } from "#domain/reading.ts";
import { catalogue } from "#rules/catalogue.ts";
import { defaultSettings } from "#rules/defaultPlan.ts";
import { createEngine, type Engine, type HomeState } from "#rules/engine.ts";
import { loadState, saveState } from "#rules/snapshot.ts";
import { engine, homeOf, readingOf } from "./rulesStory.ts";

const startsAt = Date.parse("2026-11-22T18:00:00Z");
const devices = [
  { id: "1", name: "Pendant", kind: "button", expectedIntervalSeconds: 3600, registeredAt: startsAt },
  { id: "2", name: "Pull cord", kind: "button" },
  { id: "3", name: "Fall detector", kind: "fall", expectedIntervalSeconds: 600, registeredAt: startsAt },
  { id: "4", name: "Bed sensor", kind: "bed", expectedIntervalSeconds: 900, registeredAt: startsAt },
  { id: "5", name: "Second bed", kind: "bed" },
  { id: "6", name: "Front door", kind: "door", outside: true },
  { id: "7", name: "Bathroom door", kind: "door" },
];
const homes = { live: homeOf(devices, "live"), test: homeOf(devices, "test") };

const said: fc.Arbitrary<{ device: string; value: ReadingValue }> = fc.oneof(
  fc.record({ device: fc.constantFrom("1", "2"), value: fc.record({ kind: fc.constant("button" as const), pressed: fc.boolean() }) }),
  fc.record({
    device: fc.constant("3"),
    value: fc.record({
      kind: fc.constant("fall" as const),
      state: fc.constantFrom("fallen" as const, "suspected" as const, "cancelled" as const),
    }),
  }),
  fc.record({ device: fc.constantFrom("4", "5"), value: fc.record({ kind: fc.constant("bed" as const), occupied: fc.boolean() }) }),
  fc.record({ device: fc.constantFrom("6", "7"), value: fc.record({ kind: fc.constant("door" as const), open: fc.boolean() }) }),
  fc.record({ device: fc.constantFrom("1", "3", "4"), value: fc.constant({ kind: "heartbeat" as const }) }),
);
// Bursts, ordinary gaps and hours of nothing; odd numbers keep two readings off the same millisecond.
const gapMs = fc.oneof(
  fc.integer({ min: 1, max: 3_000 }),
  fc.integer({ min: 1_001, max: 600_001 }),
  fc.integer({ min: 600_001, max: 20_000_001 }),
);
// On time, a little early or late, a backlog, a clock that lies.
const skewMs = fc.oneof(fc.constant(0), fc.integer({ min: -110_000, max: 110_000 }), fc.integer({ min: -20_000_000, max: 400_000 }));

type Event = { reading: Reading } | { time: number };

const streamOf = (mode: HomeMode) =>
  fc
    .array(fc.record({ said: fc.option(said, { freq: 8 }), gapMs, skewMs: fc.option(skewMs, { freq: 12 }) }), {
      minLength: 1,
      maxLength: 60,
    })
    .map((moments) => {
      let now = startsAt;
      return moments.map((moment, seq): Event => {
        now += moment.gapMs;
        if (moment.said === null) return { time: now };
        const at = moment.skewMs === null ? null : now + moment.skewMs;
        return { reading: readingOf(homes[mode], moment.said.device, moment.said.value, { at, receivedAt: now, seq }) };
      });
    });
const anyStream = fc
  .constantFrom<HomeMode>("live", "test")
  .chain((mode) => fc.record({ home: fc.constant(homes[mode]), events: streamOf(mode) }));

type Stream = typeof anyStream extends fc.Arbitrary<infer S> ? S : never;

const step = (home: Stream["home"], state: HomeState, event: Event, by: Engine = engine) =>
  "time" in event ? by.onTime(home, state, event.time) : by.onReading(home, state, event.reading);

function run({ home, events }: Stream, between: (state: HomeState, index: number) => HomeState = (state) => state) {
  let { state } = engine.start(home, startsAt);
  const decided: Decided[] = [];
  events.forEach((event, index) => {
    const next = step(home, between(state, index), event);
    expect(next.faults).toEqual([]);
    decided.push(...next.decided);
    state = next.state;
  });
  return { state, decided };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

describe("whatever a home's devices say, in whatever order and with whatever clocks", () => {
  test("a restart at any instant, from the saved state, decides the same", () => {
    fc.assert(
      fc.property(anyStream, fc.nat(59), (stream, cutAt) => {
        const restarted = run(stream, (state, index) => {
          if (index !== cutAt % stream.events.length) return state;
          const loaded = loadState(saveState(state));
          if (loaded === null) throw new Error("the saved state could not be read");
          return engine.refit(stream.home, loaded, loaded.now).state;
        });
        expect(restarted).toEqual(run(stream));
      }),
      { numRuns: 400 },
    );
  });

  test("deciding again gives the same causes, and no cause twice", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const causes = run(stream).decided.map((one) => one.cause);
        expect(run(stream).decided.map((one) => one.cause)).toEqual(causes);
        expect(new Set(causes).size).toBe(causes.length);
      }),
      { numRuns: 300 },
    );
  });

  test("when the service notices the time changes nothing that is decided", () => {
    fc.assert(
      fc.property(streamOf("live"), (events) => {
        const everySoOften = events.flatMap((event) => ("time" in event ? [event] : [{ time: event.reading.receivedAt }, event]));
        const onlyReadings = events.filter((event, index) => "reading" in event || index === events.length - 1);
        const home = homes.live;
        expect(run({ home, events: everySoOften }).decided).toEqual(run({ home, events: onlyReadings }).decided);
      }),
      { numRuns: 300 },
    );
  });

  test("the state before a step is never changed by it", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        run(stream, (state) => deepFreeze(state));
      }),
      { numRuns: 300 },
    );
  });

  test("nothing due is ever left undone", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        run(stream, (state) => {
          expect(engine.nextWake(state) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(state.now);
          return state;
        });
      }),
      { numRuns: 200 },
    );
  });

  test("a press always raises, even when its rule fails", () => {
    const failing = catalogue.map((rule) => (rule.name === "sosPress" ? { ...rule, onReading: () => JSON.parse("a defect") } : rule));
    for (const by of [engine, createEngine(failing, defaultSettings)]) {
      fc.assert(
        fc.property(anyStream, ({ home, events }) => {
          let { state } = by.start(home, startsAt);
          for (const event of events) {
            const next = step(home, state, event, by);
            state = next.state;
            if (!("reading" in event) || event.reading.value.kind !== "button" || !event.reading.value.pressed) continue;
            const { deviceId } = event.reading;
            expect(
              next.decided.filter(
                ({ decision }) => decision.do === "raise" && decision.strength === "critical" && decision.deviceId === deviceId,
              ),
            ).not.toEqual([]);
          }
        }),
        { numRuns: 150 },
      );
    }
  });
});
