import { describe, expect, test } from "vitest";
import {
  type Availability,
  alwaysAvailable,
  type CallableHours,
  callableHours,
  dateAndTime,
  nextAvailabilityChange,
  notAvailableUntil,
  untilText,
} from "#domain/carers/availability.ts";
import { wallReading, weekdayOf } from "#domain/time/wallClock.ts";

const london = "Europe/London";
const at = (text: string): number => Date.parse(text);
const saidUntil = (availability: Partial<Availability>, from: string): string | null => {
  const until = notAvailableUntil({ ...alwaysAvailable, ...availability }, at(from), london);
  return until === null ? null : new Date(until).toISOString();
};

const working = ["mon", "tue", "wed", "thu", "fri"] as const;
/** From evening to morning on working days, and all weekend. */
const evenings: CallableHours = [
  { from: "18:00", to: "08:00", days: [...working] },
  { from: "00:00", to: "00:00", days: ["sat", "sun"] },
];

describe("a contact", () => {
  test("without hours and pauses may be called at any time", () => {
    expect(saidUntil({}, "2026-11-22T03:00:00Z")).toBeNull();
    expect(nextAvailabilityChange(alwaysAvailable, at("2026-11-22T03:00:00Z"), london)).toBeNull();
  });

  test("who pauses until 07:00 is not called before, and is called from 07:00 on", () => {
    const pausedUntil = at("2026-11-23T07:00:00Z");
    expect(saidUntil({ pausedUntil }, "2026-11-22T22:00:00Z")).toBe("2026-11-23T07:00:00.000Z");
    expect(saidUntil({ pausedUntil }, "2026-11-23T06:59:59.999Z")).toBe("2026-11-23T07:00:00.000Z");
    expect(saidUntil({ pausedUntil }, "2026-11-23T07:00:00Z")).toBeNull();
  });

  test("who pauses into the hours at work is not called until the evening", () => {
    const pausedUntil = at("2026-11-23T12:00:00Z");
    expect(saidUntil({ hours: evenings, pausedUntil }, "2026-11-22T22:00:00Z")).toBe("2026-11-23T18:00:00.000Z");
  });

  test("whose contingency plan runs longer than a pause is called after both", () => {
    const pausedUntil = at("2026-11-23T07:00:00Z");
    expect(saidUntil({ pausedUntil, contingencyUntil: at("2026-11-25T19:00:00Z") }, "2026-11-22T22:00:00Z")).toBe(
      "2026-11-25T19:00:00.000Z",
    );
  });
});

/** The same by the wall clock and the calendar alone. */
const mayCall = (instant: number): boolean => {
  const { day, minute } = wallReading(instant, london);
  if (["sat", "sun"].includes(weekdayOf(day))) return true;
  if (minute >= 18 * 60) return true;
  return minute < 8 * 60 && (working as readonly string[]).includes(weekdayOf(day - 1));
};

test.each([
  ["an ordinary week", "2026-11-16T00:00:00Z"],
  ["the week in which the clock goes forward", "2026-03-25T00:00:00Z"],
  ["the week in which the clock goes back", "2026-10-21T00:00:00Z"],
])("hours from 18:00 to 08:00 and all weekend are right at each minute of %s", (_, from) => {
  const availability = { ...alwaysAvailable, hours: evenings };
  const minutes = 8 * 1_440;
  let until: number | null = null;
  for (let instant = at(from), step = 0; step < minutes; step += 1, instant += 60_000) {
    const found = notAvailableUntil(availability, instant, london);
    expect(`${new Date(instant).toISOString()} ${found === null}`).toBe(`${new Date(instant).toISOString()} ${mayCall(instant)}`);
    // The end that was said a minute ago is still the end.
    if (found !== null && until !== null) expect(found).toBe(until);
    until = found;
  }
});

test.each([
  ["forward", "2026-03-28T18:00:00Z", "2026-03-29T05:00:00.000Z"],
  ["back", "2026-10-24T17:00:00Z", "2026-10-25T06:00:00.000Z"],
])(
  "a contact who is never called by night is called again at 06:00 on the wall, on the night in which the clock goes %s",
  (_, from, until) => {
    const hours: CallableHours = [{ from: "06:00", to: "18:00", days: [...working, "sat", "sun"] }];
    expect(saidUntil({ hours }, from)).toBe(until);
  },
);

test("an end within a day is a time, a later one has its date", () => {
  const now = at("2026-12-02T22:00:00Z");
  expect(untilText(at("2026-12-03T07:00:00Z"), now, london)).toBe("07:00");
  expect(untilText(at("2026-12-03T22:00:00Z"), now, london)).toBe("Thu 3 Dec 22:00");
  expect(dateAndTime(at("2026-07-01T22:30:00Z"), london)).toBe("Wed 1 Jul 23:30");
});

test.each([
  ["no time at all", [], "choose at least one time, or say always"],
  ["a time on no day", [{ from: "18:00", to: "08:00", days: [] }], "choose at least one day"],
  ["25:00", [{ from: "25:00", to: "08:00", days: ["mon"] }], "write a time of day such as 22:00"],
])("hours with %s are refused", (_, hours, message) => {
  expect(callableHours.safeParse(hours).error?.issues[0]?.message).toBe(message);
});
