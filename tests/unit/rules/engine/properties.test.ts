import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CausedDecision } from "#domain/decision.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import { type HomeState, slotsOf } from "#rules/engine/homeState.ts";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import { engine, takeReading } from "../rulesStory.ts";
import { anyStream, run, type Stream, saidBefore, startsAt, step, streamOf } from "./randomStreams.ts";

function resumed(stream: Stream, state: HomeState): HomeState {
  const loaded = loadState(catalogue, saveState(catalogue, state));
  if (loaded === null) throw new Error("the saved state could not be read");
  return engine.applyHomeChange(stream.home, loaded, loaded.now, true).state;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}

const isRaise = ({ decision }: CausedDecision): boolean => decision.do === "raise";

/** What counts: each cause once, whenever it was noticed. */
const counted = (decided: readonly CausedDecision[]) =>
  [...new Map(decided.map(({ cause, rule, decision }) => [cause, { cause, rule, decision }])).values()].sort((a, b) =>
    a.cause < b.cause ? -1 : 1,
  );

/** What rang, once each: a late reading right after a crash may make it known once more, which rings twice and never not at all. */
const rungIn = (decided: readonly CausedDecision[]) =>
  counted(decided.filter(isRaise).map((one) => ({ ...one, cause: one.cause.replace(/\/known\/.*$/, "") })));

const aheadMs = 3 * 86_400_000;

/** What is known a few days on: when a rule looks next at something that may be put off again is no knowledge. */
const knownAhead = ({ home }: Parameters<typeof run>[0], state: HomeState) =>
  slotsOf(engine.onTime(home, state, state.now + aheadMs).state);

describe("whatever a home's devices say, in whatever order and with whatever clocks", () => {
  test("a restart at any instant, from the state as it was, decides the same", () => {
    fc.assert(
      fc.property(anyStream, fc.nat(59), (stream, cutAt) => {
        const cut = cutAt % stream.events.length;
        expect(run(stream, (state, index) => (index === cut ? resumed(stream, state) : state))).toEqual(run(stream));
      }),
      { numRuns: 400 },
    );
  });

  test("a crash at any instant, from an older snapshot and the readings since, decides the same", () => {
    fc.assert(
      fc.property(anyStream, fc.nat(59), fc.nat(59), (stream, one, other) => {
        const [saved, crashed] = [one % stream.events.length, other % stream.events.length].sort((a, b) => a - b) as [number, number];
        let snapshot = engine.start(stream.home, startsAt).state;
        const decided: CausedDecision[] = [];
        let state = snapshot;
        for (const index of stream.events.keys()) {
          if (index === saved) snapshot = state;
          if (index === crashed) {
            // Ticks are in no journal: what they fired falls due again, and counts once.
            state = resumed(stream, snapshot);
            for (let again = saved; again < crashed; again += 1) {
              const event = stream.events[again];
              if (event === undefined || !("reading" in event)) continue;
              const replayed = takeReading(engine, stream.home, state, event.reading, saidBefore(stream.events, again));
              state = replayed.state;
            }
          }
          const next = step(stream, state, index);
          decided.push(...next.decided);
          state = next.state;
        }
        const uncut = run(stream);
        // A tick just before a reading that was on its way is lost: then the alarm stands, and its end is not told.
        expect(rungIn(decided)).toEqual(rungIn(uncut.decided));
        expect(knownAhead(stream, state)).toEqual(knownAhead(stream, uncut.state));
      }),
      { numRuns: 400 },
    );
  });

  test("deciding again gives the same causes, and what rings rings once", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        const causes = run(stream).decided.map((one) => one.cause);
        expect(run(stream).decided.map((one) => one.cause)).toEqual(causes);
        const rings = run(stream).decided.filter(({ decision }) => decision.do === "raise");
        expect(new Set(rings.map(({ cause }) => cause)).size).toBe(rings.length);
      }),
      { numRuns: 300 },
    );
  });

  test("when the service notices the time changes nothing that is decided of readings that come when they happen", () => {
    fc.assert(
      fc.property(streamOf("live", fc.constant(0)), (stream) => {
        const everySoOften = stream.events.flatMap((event) => ("time" in event ? [event] : [{ time: event.reading.receivedAt }, event]));
        const onlyReadings = stream.events.filter((event, index) => "reading" in event || index === stream.events.length - 1);
        const often = run({ ...stream, events: everySoOften });
        const seldom = run({ ...stream, events: onlyReadings });
        expect(counted(often.decided)).toEqual(counted(seldom.decided));
        expect(slotsOf(often.state)).toEqual(slotsOf(seldom.state));
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

  test("a press always rings, even when its rule fails", () => {
    const failing = catalogue.map((rule) => (rule.name === "sosPress" ? { ...rule, onReading: () => JSON.parse("a defect") } : rule));
    for (const by of [engine, createEngine(failing)]) {
      fc.assert(
        fc.property(anyStream, (stream) => {
          let { state } = by.start(stream.home, startsAt);
          for (const [index, event] of stream.events.entries()) {
            const next = step(stream, state, index, by);
            state = next.state;
            if (!("reading" in event) || event.reading.value.kind !== "button" || !event.reading.value.pressed) continue;
            const { deviceId } = event.reading;
            expect(
              next.decided.filter(
                ({ decision }) => decision.do === "raise" && decision.priority === "critical" && decision.deviceId === deviceId,
              ),
            ).not.toEqual([]);
          }
        }),
        { numRuns: 150 },
      );
    }
  });
});
