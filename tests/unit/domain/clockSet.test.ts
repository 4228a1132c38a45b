import { describe, expect, test } from "vitest";
import { byEventTime, type ReadingValue } from "#domain/reading.ts";
import { clockWithSkew, type DeviceClock, eventTimeOf, unknownClock } from "#domain/time/deviceClock.ts";
import { homeOf, readingOf } from "../rules/rulesStory.ts";

/** Device clocks that are corrected or set back while the device's sequence numbers continue. Times in seconds after 22:00. */

const ten = Date.parse("2026-11-22T22:00:00Z");
const left: ReadingValue = { kind: "boundary", inside: false };
const inside: ReadingValue = { kind: "boundary", inside: true };

interface Report {
  /** The device time; the arrival where it is left out. */
  at?: number;
  buffered?: boolean;
  value?: ReadingValue;
}

class Gate {
  clock: DeviceClock;
  constructor(clock = unknownClock) {
    this.clock = clock;
  }
  reports(arrives: number, seq: number, { at = arrives, buffered = false, value = left }: Report = {}): number {
    const reading = { at: ten + at * 1000, arrivedAt: ten + arrives * 1000, historical: buffered, value, seq, boot: "a1" };
    const { time, clock } = eventTimeOf(this.clock, reading);
    this.clock = clock;
    return (time - ten) / 1000;
  }
}

describe("a device clock", () => {
  test.each([50, 110])("that was %i s fast is estimated again three readings after it was set right", (ahead) => {
    const gate = new Gate();
    gate.reports(-9000, 1);
    for (const [nth, at] of [-7000, -6000, -5000].entries()) gate.reports(at, 2 + nth, { at: at + ahead });
    for (const [nth, at] of [-4000, -3000, -2000].entries()) gate.reports(at, 5 + nth);
    expect(gate.reports(10, 8)).toBe(10);
  });

  test("that is right stays so after three readings that were delayed on their way", () => {
    const gate = new Gate();
    for (const [nth, at] of [-3000, -2000, -1000].entries()) gate.reports(at, 1 + nth);
    for (const [nth, at] of [-900, -800, -700].entries()) gate.reports(at + 40, 4 + nth, { at });
    gate.reports(-600, 7);
    expect(gate.reports(40, 8, { at: 0 })).toBe(0);
  });

  test.each([60, 100])("that was %i s fast and is set right between two readings keeps their order", (ahead) => {
    const gate = new Gate();
    for (const [nth, at] of [-3000, -2000, 0].entries()) gate.reports(at, 1 + nth, { at: at + ahead, value: inside });
    expect(gate.reports(20, 4)).toBe(20);
    expect(gate.reports(30, 5)).toBe(30);
  });

  test("that was set back an hour while the line was down: a buffered alarm counts at its arrival, a buffered all-clear as long ago", () => {
    const gate = new Gate(clockWithSkew(0));
    for (const [nth, at] of [-3000, -2000, 0].entries()) gate.reports(at, 1 + nth, { value: inside });
    expect(gate.reports(1800, 4, { at: 1200 - 3600, buffered: true })).toBe(1800);
    expect(gate.reports(1800, 5, { at: 1300 - 3600, buffered: true, value: inside })).toBeLessThan(-86_400);
  });
});

test("an all-clear that a newer alarm overtook keeps its own time, though it was 25 minutes in transit", () => {
  const gate = new Gate(clockWithSkew(0));
  for (const [nth, at] of [-7000, -5000, -4000].entries()) gate.reports(at, 1 + nth, { value: inside });
  expect(gate.reports(3600, 5)).toBe(3600);
  expect(gate.reports(3602, 4, { at: 3600 - 25 * 60, value: inside })).toBe(3600 - 25 * 60);
});

test("a resend by a device with a wrong clock moves no older reading past the original", () => {
  const behind = -8 * 86_400;
  const gate = new Gate(clockWithSkew(behind * 1000));
  gate.reports(0, 7, { at: behind, value: inside });
  expect(gate.reports(70, 9, { at: behind + 70 })).toBe(70);
  gate.reports(75, 9, { at: behind + 70 });
  expect(gate.reports(80, 8, { at: behind + 60, value: inside })).toBe(69.999);
});

test("readings of the same event time are in the order of their device times, for the count may have begun again", () => {
  const home = homeOf([{ id: "9", name: "Gate", kind: "boundary" }]);
  const reading = (value: ReadingValue, seq: number, minute: number) => ({
    ...readingOf(home, "9", value, { at: ten + minute * 60_000, receivedAt: ten + 3_600_000, seq, historical: true }),
    time: ten,
  });
  const all = [reading(left, 2, 50), reading(inside, 10, 41), reading(left, 9, 40)].toSorted(byEventTime);
  expect(all.map(({ seq }) => seq)).toEqual([9, 10, 2]);
});
