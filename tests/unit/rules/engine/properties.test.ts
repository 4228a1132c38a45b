import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CausedDecision } from "#domain/decision.ts";
import { catalogue } from "#rules/catalogue.ts";
import { createEngine } from "#rules/engine/engine.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import { engine, takeReading } from "../rulesStory.ts";
import { anyStream, type Event, run, type Stream, saidBefore, startsAt, step, streamOf } from "./randomStreams.ts";
import { slotsOf } from "./slots.ts";

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

/** Each cause once, without its time, so that runs that looked at other moments compare equal. */
const counted = (decided: readonly CausedDecision[]) =>
  [...new Map(decided.map(({ cause, rule, decision }) => [cause, { cause, rule, decision }])).values()].sort((a, b) =>
    a.cause < b.cause ? -1 : 1,
  );

/** Each raise once. A late reading right after a crash may ring a second time for the same raise (`/known/`); no alarm is lost. */
const rungIn = (decided: readonly CausedDecision[]) =>
  counted(decided.filter(isRaise).map((one) => ({ ...one, cause: one.cause.replace(/\/known\/.*$/, "") })));

/** The service looks for due timers before each reading. */
const withTicks = (events: Stream["events"]): Event[] =>
  events.flatMap((event) => ("time" in event ? [event] : [{ time: event.reading.receivedAt }, event]));

const aheadMs = 3 * 86_400_000;

/** The rule states three days on. Before that, the times at which rules only look again may differ. */
const knownAhead = ({ home }: Parameters<typeof run>[0], state: HomeState) =>
  slotsOf(engine.onTime(home, state, state.now + aheadMs).state);

describe("with any readings, in any order and with any device clocks", () => {
  test("a restart from the current state leads to the same decisions", () => {
    fc.assert(
      fc.property(anyStream, fc.nat(59), ({ home, events }, cutAt) => {
        const stream = { home, events: withTicks(events) };
        const cut = cutAt % stream.events.length;
        const [cutRun, uncut] = [run(stream, (state, index) => (index === cut ? resumed(stream, state) : state)), run(stream)];
        // After the restart a late reading is replayed from the journal: notes come again under their old cause, and count once.
        expect(counted(cutRun.decided)).toEqual(counted(uncut.decided));
        expect(knownAhead(stream, cutRun.state)).toEqual(knownAhead(stream, uncut.state));
      }),
      { numRuns: 400 },
    );
  });

  test("a recovery from an older snapshot and the readings since leads to the same alarms and rule states", () => {
    fc.assert(
      fc.property(anyStream, fc.nat(59), fc.nat(59), (stream, one, other) => {
        const [saved, crashed] = [one % stream.events.length, other % stream.events.length].sort((a, b) => a - b) as [number, number];
        let snapshot = engine.start(stream.home, startsAt).state;
        const decided: CausedDecision[] = [];
        let state = snapshot;
        for (const index of stream.events.keys()) {
          if (index === saved) snapshot = state;
          if (index === crashed) {
            // Ticks are not in the journal: the timers that they fired fall due again, and each cause counts once.
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
        // A tick just before a reading in transit is lost: the alarm then lacks the note that ends it, so only raises are compared.
        expect(rungIn(decided)).toEqual(rungIn(uncut.decided));
        expect(knownAhead(stream, state)).toEqual(knownAhead(stream, uncut.state));
      }),
      { numRuns: 400 },
    );
  });

  test("a second run gives the same causes, and no cause rings twice", () => {
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

  test("with readings on time, it makes no difference how often the service looks for due timers", () => {
    fc.assert(
      fc.property(streamOf("live", fc.constant(0)), (stream) => {
        const onlyReadings = stream.events.filter((event, index) => "reading" in event || index === stream.events.length - 1);
        const often = run({ ...stream, events: withTicks(stream.events) });
        const seldom = run({ ...stream, events: onlyReadings });
        expect(counted(often.decided)).toEqual(counted(seldom.decided));
        expect(slotsOf(often.state)).toEqual(slotsOf(seldom.state));
      }),
      { numRuns: 300 },
    );
  });

  test("a step does not change the state that it begins with", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        run(stream, (state) => deepFreeze(state));
      }),
      { numRuns: 300 },
    );
  });

  test("no timer is overdue after a step", () => {
    fc.assert(
      fc.property(anyStream, (stream) => {
        run(stream, (state) => {
          expect(state.wakeAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(state.now);
          return state;
        });
      }),
      { numRuns: 200 },
    );
  });

  test("an SOS press always rings, even if its rule fails", () => {
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
