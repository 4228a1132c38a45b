import { describe, expect, test } from "vitest";
import { inOrder, type ReadingValue } from "#domain/reading.ts";
import { clockWithSkew, type DeviceClock, eventTimeOf, unknownClock } from "#domain/time/deviceClock.ts";
import { homeOf, readingOf } from "../rules/rulesStory.ts";

/** What a clock that is set, or set back, makes of what its device tells; a device's own numbers go on. Times in seconds after ten in the evening. */

const ten = Date.parse("2026-11-22T22:00:00Z");
const left: ReadingValue = { kind: "boundary", inside: false };
const inside: ReadingValue = { kind: "boundary", inside: true };

interface Says {
  /** By its own clock; when it arrives where it is left out. */
  at?: number;
  kept?: boolean;
  value?: ReadingValue;
}

class Gate {
  clock: DeviceClock;
  constructor(clock = unknownClock) {
    this.clock = clock;
  }
  says(arrives: number, seq: number, { at = arrives, kept = false, value = left }: Says = {}): number {
    const told = { at: ten + at * 1000, arrivedAt: ten + arrives * 1000, historical: kept, value, seq, boot: "a1" };
    const { time, clock } = eventTimeOf(this.clock, told);
    this.clock = clock;
    return (time - ten) / 1000;
  }
}

describe("a clock", () => {
  test.each([50, 110])("that was %i s ahead and was set right is believed after three words", (ahead) => {
    const gate = new Gate();
    gate.says(-9000, 1);
    for (const [nth, at] of [-7000, -6000, -5000].entries()) gate.says(at, 2 + nth, { at: at + ahead });
    for (const [nth, at] of [-4000, -3000, -2000].entries()) gate.says(at, 5 + nth);
    expect(gate.says(10, 8)).toBe(10);
  });

  test("that is right is so after three words that were held up", () => {
    const gate = new Gate();
    for (const [nth, at] of [-3000, -2000, -1000].entries()) gate.says(at, 1 + nth);
    for (const [nth, at] of [-900, -800, -700].entries()) gate.says(at + 40, 4 + nth, { at });
    gate.says(-600, 7);
    expect(gate.says(40, 8, { at: 0 })).toBe(0);
  });

  test.each([60, 100])("that was %i s ahead and is set right between two words does not put the second before the first", (ahead) => {
    const gate = new Gate();
    for (const [nth, at] of [-3000, -2000, 0].entries()) gate.says(at, 1 + nth, { at: at + ahead, value: inside });
    expect(gate.says(20, 4)).toBe(20);
    expect(gate.says(30, 5)).toBe(30);
  });

  test("set back an hour while the line was down: what was kept since happens when it comes, and an all-clear of it long ago", () => {
    const gate = new Gate(clockWithSkew(0));
    for (const [nth, at] of [-3000, -2000, 0].entries()) gate.says(at, 1 + nth, { value: inside });
    expect(gate.says(1800, 4, { at: 1200 - 3600, kept: true })).toBe(1800);
    expect(gate.says(1800, 5, { at: 1300 - 3600, kept: true, value: inside })).toBeLessThan(-86_400);
  });
});

test("an all-clear made before what came before it ends nothing, however long it was under way", () => {
  const gate = new Gate(clockWithSkew(0));
  for (const [nth, at] of [-7000, -5000, -4000].entries()) gate.says(at, 1 + nth, { value: inside });
  expect(gate.says(3600, 5)).toBe(3600);
  expect(gate.says(3602, 4, { at: 3600 - 25 * 60, value: inside })).toBe(3600 - 25 * 60);
});

test("sent again, a word of a device with a wrong clock carries nothing older past itself", () => {
  const behind = -8 * 86_400;
  const gate = new Gate(clockWithSkew(behind * 1000));
  gate.says(0, 7, { at: behind, value: inside });
  expect(gate.says(70, 9, { at: behind + 70 })).toBe(70);
  gate.says(75, 9, { at: behind + 70 });
  expect(gate.says(80, 8, { at: behind + 60, value: inside })).toBe(69.999);
});

test("at the same moment a device's own time orders what it said, for its count may have begun again", () => {
  const home = homeOf([{ id: "9", name: "Gate", kind: "boundary" }]);
  const said = (value: ReadingValue, seq: number, minute: number) => ({
    ...readingOf(home, "9", value, { at: ten + minute * 60_000, receivedAt: ten + 3_600_000, seq, historical: true }),
    time: ten,
  });
  const all = [said(left, 2, 50), said(inside, 10, 41), said(left, 9, 40)].toSorted(inOrder);
  expect(all.map(({ seq }) => seq)).toEqual([9, 10, 2]);
});
