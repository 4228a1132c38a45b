import fc from "fast-check";
import { expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import { HomeRun, type HomeRunListener } from "#rules/engine/homeRun.ts";
import { type HomeState, slotAt } from "#rules/engine/homeState.ts";
import { sinceTheBeginning } from "#rules/engine/replayWindow.ts";
import { engine, homeOf, readingOf, Story } from "../rulesStory.ts";
import { endsAt, evening, everyDevice, minuteMs, moves, nights, type Said } from "./anyNight.ts";

const home = homeOf(everyDevice);

const mustNotFail = (error: unknown): never => {
  throw error;
};
const listener: HomeRunListener = {
  onStep: ({ faults }) => expect(faults).toEqual([]),
  onFailure: mustNotFail,
  onLateReadingsNotJudged: () => mustNotFail(new Error("the window has no limit")),
};

/** Taken in the order of arrival, as a hub hands over its buffered readings. With `ticks` the service looks for due timers before each. */
function knownAtTheEnd(readings: readonly (Said & { arrivesAt: number })[], ticks: boolean) {
  const run = new HomeRun(engine, home, engine.start(home, evening).state, listener, sinceTheBeginning);
  for (const { device, value, time, arrivesAt } of readings.toSorted((a, b) => a.arrivesAt - b.arrivesAt)) {
    if (ticks) run.tick(arrivesAt - 1);
    run.take(readingOf(home, device, value, { at: time, receivedAt: arrivesAt, seq: time, historical: true }));
  }
  run.tick(endsAt);
  return known(run.state);
}

/** What the rules about how people live know, and what of theirs rang and still goes on. */
const known = (state: HomeState) => ({
  slots: Object.fromEntries(
    catalogue.flatMap(({ name, timeBase }, place) => (timeBase === "eventTime" ? [[name, slotAt(state, place)]] : [])),
  ),
  rung: Object.fromEntries(Object.entries(state.ringing).map(([episode, { priority }]) => [episode, priority])),
});

test("a little late, out of turn: what is known at the end is the same", () => {
  fc.assert(
    fc.property(nights, fc.infiniteStream(fc.integer({ min: 0, max: 90_000 })), fc.boolean(), (readings, delays, later) => {
      const late = readings.map((one) => ({ ...one, arrivesAt: one.time + (delays.next().value ?? 0) }));
      expect(knownAtTheEnd(late, later)).toEqual(
        knownAtTheEnd(
          readings.map((one) => ({ ...one, arrivesAt: one.time })),
          false,
        ),
      );
    }),
    { numRuns: 300 },
  );
});

test("hours late, out of turn: what is known at the end is the same", () => {
  const delay = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 600 * minuteMs }));
  fc.assert(
    fc.property(nights, fc.infiniteStream(delay), fc.boolean(), (readings, delays, later) => {
      const late = readings.map((one) => ({ ...one, arrivesAt: one.time + (delays.next().value ?? 0) }));
      expect(knownAtTheEnd(late, later)).toEqual(
        knownAtTheEnd(
          readings.map((one) => ({ ...one, arrivesAt: one.time })),
          false,
        ),
      );
    }),
    { numRuns: 300 },
  );
});

test("all at once after the night, in any order: what is known at the end is the same", () => {
  const shuffled = nights.chain((readings) =>
    fc.record({ readings: fc.constant(readings), order: fc.shuffledSubarray(readings, { minLength: readings.length }) }),
  );
  fc.assert(
    fc.property(shuffled, ({ readings, order }) => {
      const last = readings.at(-1)?.time ?? evening;
      const backlog = order.map((one, place) => ({ ...one, arrivesAt: last + place }));
      expect(knownAtTheEnd(backlog, false)).toEqual(
        knownAtTheEnd(
          readings.map((one) => ({ ...one, arrivesAt: one.time })),
          false,
        ),
      );
    }),
    { numRuns: 300 },
  );
});

/** A hub hands over what it kept, all at once and in any order. Minutes after the evening began. */
const handedOver = <Value>(value: fc.Arbitrary<Value>, gapMinutes: fc.Arbitrary<number>, maxLength: number) =>
  fc
    .array(fc.record({ value, gapMinutes }), { minLength: 1, maxLength })
    .map((moments) => {
      let minute = 0;
      return moments.map(({ value, gapMinutes }) => {
        minute += gapMinutes;
        return { value, minute };
      });
    })
    .chain((inOrder) =>
      fc.record({ inOrder: fc.constant(inOrder), shuffled: fc.shuffledSubarray(inOrder, { minLength: inOrder.length }) }),
    );
const later = (minutes: number): string => new Date(evening + minutes * minuteMs).toISOString();

test("temperatures handed over in any order ring the same, since the same", () => {
  const thermometer = homeOf([{ id: "1", name: "Thermometer", kind: "temperature", room: "Bedroom" }]);
  const minutes = fc.oneof(fc.integer({ min: 5, max: 30 }), fc.integer({ min: 60, max: 200 }));
  fc.assert(
    fc.property(handedOver(fc.constantFrom(10, 11, 20, 35), minutes, 8), ({ inOrder, shuffled }) => {
      const last = later((inOrder.at(-1)?.minute ?? 0) + 1);
      const told = (readings: typeof inOrder): string[] => {
        const story = new Story(thermometer, later(0));
        for (const { value, minute } of readings)
          story.says("1", { kind: "temperature", celsius: value }, last, later(minute), { historical: true });
        return story.until(new Date(endsAt).toISOString()).lines;
      };
      expect(told(shuffled)).toEqual(told(inOrder));
    }),
    { numRuns: 500 },
  );
});

test("movements handed over in any order end an absence where three of them lie within ten minutes, and only there", () => {
  const absence = { id: "31", kind: "onHoliday" as const, startsAt: evening - 60 * minuteMs, endsAt, endedAt: null, suspends: [] };
  const empty = homeOf([{ id: "1", name: "Hall motion", kind: "motion", room: "Hall" }], "live", { absences: [absence] });
  const minutes = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 15, max: 300 }));
  fc.assert(
    fc.property(handedOver(fc.constant(moves), minutes, 12), ({ inOrder, shuffled }) => {
      const last = later((inOrder.at(-1)?.minute ?? 0) + 1);
      const story = new Story(empty, later(-30));
      for (const { value, minute } of shuffled) story.says("1", value, last, later(minute), { historical: true });
      const somebody = inOrder.some(({ minute }, place) => minute - (inOrder[place - 2]?.minute ?? Number.NEGATIVE_INFINITY) <= 10);
      expect(story.decided.some(({ decision }) => decision.do === "endAbsence")).toBe(somebody);
    }),
    { numRuns: 500 },
  );
});
