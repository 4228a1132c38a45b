import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ReadingValue } from "#domain/reading.ts";
import type { ListeningGap } from "#domain/time/listening.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";

/** Rules about people do not leave out the time in which the service did not listen: a person who has not moved may need help. */

const devices = [
  { id: "1", name: "Bed sensor", kind: "bed", room: "Bedroom" },
  { id: "2", name: "Front door", kind: "door", room: "Hall", outside: true },
  { id: "3", name: "Fridge", kind: "door", room: "Kitchen" },
  { id: "4", name: "Hall motion", kind: "motion", room: "Hall" },
];
const onDay = (clock: string): number => Date.parse(`2026-11-${clock < "12:00" ? "23" : "22"}T${clock}:00Z`);
const iso = (clock: string): string => new Date(onDay(clock)).toISOString();

interface Case {
  rule: string;
  /** What the devices say in the evening and at night, from noon on. */
  said: [device: string, value: ReadingValue, clock: string][];
  gap: [from: string, to: string];
  until: string;
  line: string;
}
const cases: Case[] = [
  {
    rule: "bedExit",
    said: [
      ["1", { kind: "bed", occupied: true }, "22:30"],
      ["1", { kind: "bed", occupied: false }, "02:00"],
    ],
    gap: ["02:05", "02:50"],
    until: "02:50",
    line: "02:20:00 urgent Left bed 02:00, not back after 20 min: Bed sensor, Bedroom. Link Line was not listening from 02:05 to 02:50",
  },
  {
    rule: "inactivity",
    said: [["3", { kind: "door", open: true }, "13:00"]],
    gap: ["18:00", "20:00"],
    until: "11:00",
    line: "10:00:00 urgent No sign of life for 12 h of daytime, last 2026-11-22 13:00: Fridge, Kitchen. Link Line was not listening from 2026-11-22 18:00 to 2026-11-22 20:00",
  },
  {
    rule: "notUp",
    said: [
      ["3", { kind: "door", open: true }, "20:00"],
      ["1", { kind: "bed", occupied: true }, "22:30"],
    ],
    gap: ["08:00", "10:00"],
    until: "11:00",
    line: "10:30:00 advisory Not up by 10:30, still in bed: Bed sensor, Bedroom. Link Line was not listening from 08:00 to 10:00",
  },
  {
    rule: "notBack",
    said: [["2", { kind: "door", open: true }, "14:05"]],
    gap: ["21:00", "22:30"],
    until: "23:00",
    line: "22:00:00 urgent Left home 14:05, not back by 22:00: Front door, Hall. Link Line was not listening from 21:00 to 22:30",
  },
  {
    rule: "doorOpen",
    said: [["2", { kind: "door", open: true }, "14:05"]],
    gap: ["14:30", "14:40"],
    until: "15:30",
    line: "15:05:00 advisory Front door open for over 1 h, since 14:05 (Hall). Link Line was not listening from 14:30 to 14:40",
  },
];

/** The rings of a rule on a night with these gaps. */
function ringsOf({ rule, said, until }: Case, gaps: readonly ListeningGap[]): string[] {
  const home = { ...homeOf(devices, "live", { plan: planOf({ [rule]: {} }) }), listeningGaps: [...gaps] };
  const story = new Story(home, "2026-11-22T12:00:00Z");
  for (const [device, value, clock] of said) story.says(device, value, iso(clock));
  return story.until(iso(until)).lines.filter((line) => !line.includes(" note "));
}
const gapOf = ([from, to]: Case["gap"]): ListeningGap => ({ from: onDay(from), to: onDay(to) });

describe.each(cases)("$rule", (one) => {
  test("rings at its time, and says that Link Line was not listening for a part of it", () => {
    expect(ringsOf(one, [gapOf(one.gap)])).toContain(one.line);
  });

  test("says nothing of a gap of a few seconds, nor of one before", () => {
    const before = gapOf(["12:01", "12:30"]);
    const short = { ...gapOf(one.gap), to: onDay(one.gap[0]) + 8_000 };
    const [ring = ""] = ringsOf(one, [before, short]);
    expect(ring).not.toContain("Link Line");
    expect(one.line.startsWith(ring)).toBe(true);
  });

  test("rings at the same times with any gaps", () => {
    const spans = fc.uniqueArray(fc.integer({ min: 0, max: 22 * 60 }), { maxLength: 6 }).map((minutes) => {
      const sorted = minutes.sort((a, b) => a - b);
      return Array.from({ length: Math.floor(sorted.length / 2) }, (_, nth): ListeningGap => {
        const [from = 0, to = 0] = sorted.slice(2 * nth, 2 * nth + 2).map((minute) => Date.parse("2026-11-22T12:00:00Z") + minute * 60_000);
        return { from, to };
      });
    });
    const start = (line: string): string => line.split(" ", 2).join(" ");
    fc.assert(
      fc.property(spans, (gaps) => {
        expect(ringsOf(one, gaps).map(start)).toEqual(ringsOf(one, []).map(start));
      }),
      { numRuns: 30 },
    );
  });
});

test("with several gaps the sentence says how long they were together", () => {
  const [bed] = cases as [Case];
  const gaps = [gapOf(["02:02", "02:06"]), gapOf(["02:10", "02:15"])];
  expect(ringsOf(bed, gaps)[0]).toMatch(/not back after 20 min: Bed sensor, Bedroom\. Link Line was not listening for 9 min of that time$/);
});
