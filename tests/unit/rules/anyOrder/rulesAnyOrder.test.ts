import fc from "fast-check";
import { expect, test } from "vitest";
import { higherPriority } from "#domain/alarm.ts";
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

/** What is known after these readings in order of arrival, as a hub sends buffered ones. With `ticks`, due timers fire before each. */
function knownAtTheEnd(readings: readonly (Said & { arrivesAt: number })[], ticks: boolean) {
  const run = new HomeRun(engine, home, engine.start(home, evening).state, listener, sinceTheBeginning);
  for (const { device, value, time, arrivesAt } of readings.toSorted((a, b) => a.arrivesAt - b.arrivesAt)) {
    if (ticks) run.tick(arrivesAt - 1);
    run.take(readingOf(home, device, value, { at: time, receivedAt: arrivesAt, seq: time, historical: true }));
  }
  run.tick(endsAt);
  return known(run.state);
}

/** The states of the event-time rules, and the priority of each ongoing episode that rang. */
const known = (state: HomeState) => ({
  slots: Object.fromEntries(
    catalogue.flatMap(({ name, timeBase }, place) => (timeBase === "eventTime" ? [[name, slotAt(state, place)]] : [])),
  ),
  rung: Object.fromEntries(Object.entries(state.ringing).map(([episode, { priority }]) => [episode, priority])),
});

/**
 * The same states and the same episodes. What comes late may show that a sensor is in doubt, or that another one shows the person: an alarm that
 * rang urgently before stays urgent.
 */
function expectKnown(late: ReturnType<typeof known>, onTime: ReturnType<typeof known>): void {
  expect(late.slots).toEqual(onTime.slots);
  expect(Object.keys(late.rung).sort()).toEqual(Object.keys(onTime.rung).sort());
  for (const [episode, priority] of Object.entries(onTime.rung)) {
    const rang = late.rung[episode];
    expect(rang === undefined ? undefined : higherPriority(rang, priority), episode).toBe(rang);
  }
}

test("readings up to 90 seconds late and out of order lead to the same states and alarms", () => {
  fc.assert(
    fc.property(nights, fc.infiniteStream(fc.integer({ min: 0, max: 90_000 })), fc.boolean(), (readings, delays, later) => {
      const late = readings.map((one) => ({ ...one, arrivesAt: one.time + (delays.next().value ?? 0) }));
      expectKnown(
        knownAtTheEnd(late, later),
        knownAtTheEnd(
          readings.map((one) => ({ ...one, arrivesAt: one.time })),
          false,
        ),
      );
    }),
    { numRuns: 300 },
  );
});

test("readings up to ten hours late and out of order lead to the same states and alarms", () => {
  const delay = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 600 * minuteMs }));
  fc.assert(
    fc.property(nights, fc.infiniteStream(delay), fc.boolean(), (readings, delays, later) => {
      const late = readings.map((one) => ({ ...one, arrivesAt: one.time + (delays.next().value ?? 0) }));
      expectKnown(
        knownAtTheEnd(late, later),
        knownAtTheEnd(
          readings.map((one) => ({ ...one, arrivesAt: one.time })),
          false,
        ),
      );
    }),
    { numRuns: 300 },
  );
});

test("readings that all arrive after the night, in any order, lead to the same states and alarms", () => {
  const shuffled = nights.chain((readings) =>
    fc.record({ readings: fc.constant(readings), order: fc.shuffledSubarray(readings, { minLength: readings.length }) }),
  );
  fc.assert(
    fc.property(shuffled, ({ readings, order }) => {
      const last = readings.at(-1)?.time ?? evening;
      const backlog = order.map((one, place) => ({ ...one, arrivesAt: last + place }));
      expectKnown(
        knownAtTheEnd(backlog, false),
        knownAtTheEnd(
          readings.map((one) => ({ ...one, arrivesAt: one.time })),
          false,
        ),
      );
    }),
    { numRuns: 300 },
  );
});

/** Readings that a hub buffered, in order and shuffled. `minute` counts from the beginning of the evening. */
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

test("buffered temperatures ring the same alarms with the same times in any order", () => {
  const thermometer = homeOf([{ id: "1", name: "Thermometer", kind: "temperature", room: "Bedroom" }]);
  const minutes = fc.oneof(fc.integer({ min: 5, max: 30 }), fc.integer({ min: 60, max: 200 }));
  fc.assert(
    fc.property(handedOver(fc.constantFrom(10, 11, 20, 35), minutes, 8), ({ inOrder, shuffled }) => {
      const last = later((inOrder.at(-1)?.minute ?? 0) + 1);
      const linesOf = (readings: typeof inOrder): string[] => {
        const story = new Story(thermometer, later(0));
        for (const { value, minute } of readings)
          story.says("1", { kind: "temperature", celsius: value }, last, later(minute), { historical: true });
        return story.until(new Date(endsAt).toISOString()).lines;
      };
      expect(linesOf(shuffled)).toEqual(linesOf(inOrder));
    }),
    { numRuns: 500 },
  );
});

test("buffered movements end an absence in any order, and only if three of them lie within ten minutes", () => {
  const absence = { id: "31", kind: "onHoliday" as const, startsAt: evening - 60 * minuteMs, endsAt, endedAt: null, suspends: [] };
  const empty = homeOf([{ id: "1", name: "Hall motion", kind: "motion", room: "Hall" }], "live", { absences: [absence] });
  const minutes = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 15, max: 300 }));
  fc.assert(
    fc.property(handedOver(fc.constant(moves), minutes, 12), ({ inOrder, shuffled }) => {
      const last = later((inOrder.at(-1)?.minute ?? 0) + 1);
      const story = new Story(empty, later(-30));
      for (const { value, minute } of shuffled) story.says("1", value, last, later(minute), { historical: true });
      const isHome = inOrder.some(({ minute }, place) => minute - (inOrder[place - 2]?.minute ?? Number.NEGATIVE_INFINITY) <= 10);
      expect(story.decided.some(({ decision }) => decision.do === "endAbsence")).toBe(isHome);
    }),
    { numRuns: 500 },
  );
});
