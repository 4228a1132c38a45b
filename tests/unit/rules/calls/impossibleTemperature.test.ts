import { describe, expect, test } from "vitest";
import { homeOf, planOf, Story } from "../rulesStory.ts";

const home = homeOf([{ id: "5", name: "Thermometer", kind: "temperature", room: "Bedroom" }], "live", { plan: planOf({}) });
const celsius = (degrees: number) => ({ kind: "temperature", celsius: degrees }) as const;
const evening = "2026-11-22T18:00:00Z";

/** The thermometer says these temperatures, so many minutes apart, from 18:00 on. */
function says(minutesApart: number, degrees: readonly number[]): Story {
  const story = new Story(home, evening);
  for (const [nth, one] of degrees.entries())
    story.says("5", celsius(one), new Date(Date.parse(evening) + nth * minutesApart * 60_000).toISOString());
  return story;
}
const rings = (story: Story) => story.lines.filter((line) => !line.includes("technical"));
const technical = (story: Story) => story.lines.filter((line) => line.includes("technical"));

describe("a thermometer that says what no room can be", () => {
  test.each([
    ["85 °C of a DS18B20 each hour", 30, [10, 85, 10, 85, 10, 85]],
    ["85 °C every second time", 10, [10, 85, 10, 85, 10, 85, 10, 85, 10, 85, 10, 85, 10]],
    ["−127 °C of a broken wire", 20, [10, -127, 10, -127, -127, 10, 10]],
    ["68, in degrees Fahrenheit", 30, [10, 68, 10, 68, 10]],
    ["a jump up and down", 15, [10, 45, 10, 45, 10, 45, 10, 45, 10]],
    ["two wrong temperatures in a row", 10, [10, 10, 48, 48, 10, 10, 48, 48, 10, 10, 48, 48, 10]],
  ])("does not hide a cold room: %s", (_, minutesApart, degrees) => {
    const story = says(minutesApart, degrees).until("2026-11-22T22:00:00Z");
    expect(rings(story)).toEqual(["20:00:00 advisory Cold, 10 °C: below 14 °C for 2 h, since 18:00: Thermometer, Bedroom"]);
    expect(technical(story)).toHaveLength(1);
  });

  test("does not hide a hot room", () => {
    const story = says(30, [34, -127, 34, 9999, 34]).until("2026-11-22T21:00:00Z");
    expect(rings(story)).toEqual(["20:00:00 advisory Hot, 34 °C: above 32 °C for 2 h, since 18:00: Thermometer, Bedroom"]);
  });

  test("rings no cold and no heat by itself, and is named on the technical list", () => {
    const story = says(30, [85, 85, 85, 85, 85, -127, -127, -127]).until("2026-11-23T12:00:00Z");
    expect(story.lines).toEqual([
      "18:00:00 technical Impossible temperature, 85 °C; not counted, thermometer to be checked: Thermometer, Bedroom",
    ]);
  });

  test("is off the technical list after twelve hours of temperatures of a room", () => {
    const story = says(120, [20, 85, 20, 20, 20, 20, 20, 20, 20]);
    expect(story.lines.slice(1)).toEqual(["08:00:00 note Temperatures of a room again 08:00: Thermometer, Bedroom"]);
  });
});

describe("a temperature that changes fast and is true", () => {
  test("is cold from its first measurement on, once the next ones agree", () => {
    const story = says(10, [21, 5, 5, 5, 6]).until("2026-11-22T21:00:00Z");
    expect(rings(story)).toEqual(["20:10:00 advisory Cold, 6 °C: below 14 °C for 2 h, since 18:10: Thermometer, Bedroom"]);
  });

  test("of a window or a heater is no fault", () => {
    expect(says(20, [21, 12, 6, 15, 22]).lines).toEqual([]);
    expect(says(240, [5, 38, 6]).lines.filter((line) => line.includes("technical"))).toEqual([]);
  });
});
