import { describe, expect, test } from "vitest";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const home = homeOf(
  [
    { id: "1", name: "Pendant", kind: "button" },
    { id: "2", name: "Mat", kind: "bed", room: "Bedroom" },
    { id: "3", name: "Front door", kind: "door", room: "Hall", outside: true },
  ],
  "live",
  { plan: planOf({ doorOpen: {} }) },
);
const noon = "2026-11-22T12:00:00Z";
const after = (seconds: number): string => new Date(Date.parse(noon) + seconds * 1000).toISOString();
const pressed = { kind: "button", pressed: true } as const;
const bed = (occupied: boolean) => ({ kind: "bed", occupied }) as const;
const door = (open: boolean) => ({ kind: "door", open }) as const;
const technical = (story: Story): string[] => story.lines.filter((line) => / (technical|note) /.test(line));

function presses(everySeconds: number, times: number, story = new Story(home, noon)): Story {
  for (let nth = 0; nth < times; nth += 1) story.says("1", pressed, after(nth * everySeconds));
  return story;
}

describe("a button that presses without end", () => {
  test.each([1, 2, 4])("each %i s is named on the technical list within three minutes, and every press still rings", (everySeconds) => {
    const times = Math.ceil(190 / everySeconds);
    const story = presses(everySeconds, times);
    expect(technical(story)).toEqual([expect.stringMatching(/^12:0[23]:\d\d technical Button is stuck, it presses without end/)]);
    expect(story.lines.filter((line) => line.includes("critical SOS"))).toHaveLength(times);
  });

  test("is off the list when it has been quiet for ten minutes", () => {
    const story = presses(2, 100).until(after(3600));
    expect(technical(story).at(-1)).toBe("12:13:18 note No press for 10 min, 12:13: Pendant");
  });

  test("is not a person who presses six times a minute, more often for some minutes, or very often for two minutes", () => {
    expect(technical(presses(10, 60))).toEqual([]);
    expect(technical(presses(6, 60))).toEqual([]);
    expect(technical(presses(2, 60))).toEqual([]);
  });
});

test("a mat that shows the person for seconds only is named for replacement, until it shows them for minutes again", () => {
  const story = new Story(home, noon);
  for (let nth = 0; nth < 12; nth += 1) story.says("2", bed(true), after(nth * 600)).says("2", bed(false), after(nth * 600 + 3));
  expect(technical(story)).toEqual([
    "13:10:03 technical Shows the person for seconds only, 8 times in a row; to be replaced: Mat, Bedroom",
  ]);
  story.says("2", bed(true), after(8000)).says("2", bed(false), after(9000));
  expect(technical(story)).toHaveLength(2);
});

test("a contact that reported too often stays in doubt for three days: what it says alone is advisory", () => {
  const story = new Story(home, noon);
  for (let nth = 0; nth < 30; nth += 1) story.says("3", door(nth % 2 === 0), after(nth * 4));
  const night = (days: number) => `2026-11-2${2 + days}T23:00:00Z`;
  story.says("3", door(true), night(0)).until("2026-11-22T23:20:00Z").says("3", door(false), "2026-11-22T23:30:00Z");
  story.says("3", door(true), night(4)).until("2026-11-26T23:20:00Z");
  expect(story.lines.filter((line) => line.includes("open at night"))).toEqual([
    "23:15:00 advisory Front door open at night for over 15 min, since 23:00 (Hall)",
    "23:15:00 urgent Front door open at night for over 15 min, since 23:00 (Hall)",
  ]);
});
