import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CausedDecision } from "#domain/decision.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { movedHome, movedReading } from "#domain/time/serverStep.ts";
import { catalogue } from "#rules/catalogue.ts";
import { HomeRun, type HomeRunListener } from "#rules/engine/homeRun.ts";
import type { HomeState } from "#rules/engine/homeState.ts";
import { leastTime, movedState } from "#rules/engine/movedState.ts";
import { sinceTheBeginning } from "#rules/engine/replayWindow.ts";
import { loadState, saveState } from "#rules/engine/snapshot.ts";
import { type Event, homes, run, startsAt, streamOf } from "../engine/randomStreams.ts";
import { engine, homeOf, planOf } from "../rulesStory.ts";

const dayMs = 86_400_000;

/** Rules that measure only how long something lasts: the plan's window is the whole day, and no rule waits for a time of day. */
const intervals = planOf(
  { bedExit: {}, boundary: {}, doorOpen: {}, inactivity: { windows: [], hours: 3 }, ...Object.fromEntries(housekeeping()) },
  { windows: [{ name: "night", from: "00:00", to: "00:00", days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] }] },
);
function housekeeping(): [string, object][] {
  return catalogue.filter(({ guardsLife, housekeeping }) => guardsLife || housekeeping).map(({ name }) => [name, {}]);
}
const home: HomeFacts = {
  ...homes.live,
  plan: intervals,
  listeningGaps: [{ from: startsAt + 3_600_000, to: startsAt + 4_000_000 }],
};

interface Step {
  /** Before which event. */
  before: number;
  byMs: number;
}
const byMs = fc.constantFrom(dayMs, -dayMs, 90_000, -90_000, 70 * dayMs, -15 * dayMs, 3_600_000, -1_234_567);
const anySteps = fc.array(fc.record({ before: fc.nat(60), byMs }), { maxLength: 4 });
/** There and back again, as when a clock is a day ahead for a while. */
const thereAndBack = fc
  .record({ from: fc.nat(30), length: fc.integer({ min: 1, max: 30 }), byMs })
  .map(({ from, length, byMs }): Step[] => [
    { before: from, byMs },
    { before: from + length, byMs: -byMs },
  ]);
const steps = fc.oneof(anySteps, thereAndBack);

interface Lived {
  state: HomeState;
  decided: (CausedDecision & { elapsed: number })[];
  movedMs: number;
  /** A cause as it would be without the steps: a reading is named by the time with which it was recorded. */
  unmoved(cause: string): string;
}

/** The home's life through one `HomeRun`. The server's clock is set before some events. Before event `cut` the state is saved and loaded. */
function lived(events: readonly Event[], steps: readonly Step[], { moves, cut = -1 }: { moves: boolean; cut?: number }): Lived {
  const decided: Lived["decided"] = [];
  let movedMs = 0;
  const listener: HomeRunListener = {
    onStep: (result) => {
      if (result.faults.length > 0) throw result.faults[0]?.error;
      decided.push(...result.decided.map((one) => ({ ...one, elapsed: one.at - movedMs })));
    },
    onFailure: (error) => {
      throw error;
    },
    onLateReadingsNotJudged() {},
  };
  const open = (facts: HomeFacts, state: HomeState, readings: readonly Reading[]): HomeRun =>
    new HomeRun(engine, facts, state, listener, { ...sinceTheBeginning, readings });
  let run = open(home, engine.start(home, startsAt).state, []);
  const taken: Reading[] = [];
  const movedAt = new Map<string, number>();
  for (const [nth, event] of events.entries()) {
    const now = ("time" in event ? event.time : event.reading.arrivedAt) - 1;
    for (const { byMs } of steps.filter(({ before }) => before === nth)) {
      run.finish();
      const at = Math.max(now + movedMs, run.state.now);
      if (moves) {
        // What the step decides belongs to the frame after it.
        movedMs += byMs;
        run.onServerStep({ position: nth, at, byMs });
      } else run.tick(at);
    }
    if (nth === cut) {
      run.finish();
      const loaded = loadState(catalogue, saveState(catalogue, run.state));
      if (loaded === null) throw new Error("the saved state could not be read");
      const facts = movedHome(home, movedMs);
      run = open(facts, engine.applyHomeChange(facts, loaded, loaded.now, true).state, taken);
    }
    if ("time" in event) run.tick(event.time + movedMs);
    else {
      const { reading } = event;
      const inFrame = { ...movedReading(reading, movedMs, "live"), at: reading.at === null ? null : reading.at + movedMs };
      delete inFrame.movedMs;
      taken.push(inFrame);
      movedAt.set(`${reading.seq}`, movedMs);
      run.take(inFrame);
    }
  }
  run.finish();
  const unmoved = (cause: string): string =>
    cause.replace(/@(\d+)#(\d+)/g, (_, time, seq) => `@${Number(time) - (movedAt.get(seq) ?? 0)}#${seq}`);
  return { state: run.state, decided, movedMs, unmoved };
}

/** Everything but the sentences, which name times of day. */
const withoutSentences = ({ decided, unmoved }: Lived) =>
  decided.map(({ rule, cause, elapsed, decision }) => ({
    rule,
    cause: unmoved(cause),
    elapsed,
    ...decision,
    sentence: undefined,
    text: undefined,
  }));

describe("whenever the server's clock is set, forward or back, once or several times", () => {
  test("everything that is waited for comes after the same time, under the same cause, also after a restart", () => {
    fc.assert(
      fc.property(
        // On time: a late reading is replayed from the journal, and the windows of a plan then have the corrected times of day.
        streamOf("live", fc.constant(0)),
        steps,
        fc.nat(60),
        ({ events }, steps, cut) => {
          const undisturbed = lived(events, steps, { moves: false });
          const stepped = lived(events, steps, { moves: true });
          expect(withoutSentences(stepped)).toEqual(withoutSentences(undisturbed));
          expect(withoutSentences(lived(events, steps, { moves: true, cut }))).toEqual(withoutSentences(undisturbed));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a home's state is the same but for its times", () => {
    fc.assert(
      fc.property(streamOf("live", fc.constant(0)), steps, ({ events }, steps) => {
        const undisturbed = lived(events, steps, { moves: false });
        const stepped = lived(events, steps, { moves: true });
        // Texts have times of day. A rule may look once more, and earlier than necessary.
        const comparable = ({ states, ...rest }: HomeState, { unmoved }: Lived) =>
          JSON.parse(
            JSON.stringify({ ...rest, states, movedMs: 0, recentSteps: [], recentStepsFrom: 0 }, (key, value) =>
              ["when", "sentence", "text", "lookAt", "wakeAt", "wakeTimes", "lastEventTime"].includes(key)
                ? undefined
                : typeof value === "string"
                  ? unmoved(value)
                  : value,
            ),
          );
        expect(comparable(movedState(stepped.state, -stepped.movedMs), stepped)).toEqual(
          comparable(movedState(undisturbed.state, 0), undisturbed),
        );
      }),
      { numRuns: 200 },
    );
  });

  test("late readings end and begin the same episodes as without the step", () => {
    const goingOn = ({ state }: Lived) =>
      Object.entries(state.ringing)
        .map(([key, { priority }]) => `${key} ${priority}`)
        .sort();
    fc.assert(
      fc.property(streamOf("live"), steps, ({ events }, steps) => {
        // Long enough for an alarm that a late reading shows, and that waits for the rest of its burst.
        const last = events.at(-1) as Event;
        const all = [...events, { time: ("time" in last ? last.time : last.reading.arrivedAt) + 120_000 }];
        expect(goingOn(lived(all, steps, { moves: true }))).toEqual(goingOn(lived(all, steps, { moves: false })));
      }),
      { numRuns: 300 },
    );
  });
});

test("a rule keeps no large number that is not a time, so the engine may move every large number", () => {
  const plausible = (one: number): boolean => Math.abs(one) > startsAt - 100 * dayMs && Math.abs(one) < startsAt + 100 * dayMs;
  const numbersIn = (value: unknown): number[] =>
    typeof value === "number" ? [value] : typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersIn) : [];
  fc.assert(
    fc.property(streamOf("live"), ({ home, events }) => {
      // Sequence numbers as large as times, but far from them.
      const numbered = events.map((event) =>
        "time" in event ? event : { reading: { ...event.reading, seq: 9e13 + (event.reading.seq ?? 0) } },
      );
      const { state } = run({ home, events: numbered });
      const large = state.states.flatMap(numbersIn).filter((one) => Math.abs(one) >= leastTime);
      expect(large.filter((one) => !plausible(one))).toEqual([]);
    }),
  );
});

test("a test home goes by its own clock: the server's clock changes nothing in it", () => {
  const testHome = homeOf([{ id: "1", kind: "bed" }], "test");
  const state = engine.onTime(testHome, engine.start(testHome, 0).state, startsAt).state;
  expect(engine.onServerStep(testHome, state, { position: 1, at: startsAt, byMs: dayMs })).toEqual({ state, decided: [], faults: [] });
});
