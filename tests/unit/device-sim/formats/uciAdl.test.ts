import { describe, expect, test } from "vitest";
import { readUciAdl } from "#device-sim/formats/uciAdl.ts";

const heading = ["Start time\tEnd time\tLocation\tType\tPlace", "----------\t--------\t--------\t----\t-----"];
const row = (from: string, to: string, what: string) => `2020-03-01 ${from}\t2020-03-01 ${to}\t${what}`;

describe("a UCI ADL recording", () => {
  test("gives each sensor its kind by its type, and its room", () => {
    const text = [
      ...heading,
      row("01:00:00", "06:00:00", "Bed\t\tPressure\tBedroom"),
      row("06:01:00", "06:01:10", "Cabinet\tMagnetic\tBathroom"),
      "2020-03-01 06:02:00 2020-03-01 06:02:20 Toilet Flush Bathroom",
      row("06:03:00", "06:04:00", "Shower\tPIR\tBathroom"),
      row("06:05:00", "06:50:00", "Seat\tPressure\tLiving  "),
      row("07:00:00", "07:01:00", "Maindoor\tMagnetic\tEntrance"),
      row("07:02:00", "07:03:00", "Toaster\tElectric\tKitchen"),
      row("07:04:00", "07:05:00", "Door\tPIR\tKitchen"),
    ].join("\r\n");
    const { events, badLines, sensors } = readUciAdl(text);
    expect(badLines).toEqual([]);
    expect(sensors.map(({ kind, name, room, outside, readings }) => [kind, name, room, outside, readings])).toEqual([
      ["bed", "Bed", "Bedroom", false, 2],
      ["door", "Cabinet", "Bathroom", false, 2],
      ["motion", "Toilet", "Bathroom", false, 2],
      ["motion", "Shower", "Bathroom", false, 2],
      ["chair", "Seat", "Living room", false, 2],
      ["door", "Maindoor", "Entrance", true, 2],
      ["motion", "Toaster", "Kitchen", false, 2],
      ["motion", "Door", "Kitchen", false, 2],
    ]);
    expect(events.slice(0, 2).map(({ wall, value }) => [wall.toString(), value])).toEqual([
      ["2020-03-01T01:00:00", { kind: "bed", occupied: true }],
      ["2020-03-01T06:00:00", { kind: "bed", occupied: false }],
    ]);
  });

  test("reports an interval that ends before it begins, and one that is cut off", () => {
    const text = [row("02:00:00", "01:00:00", "Bed\tPressure\tBedroom"), row("03:00:00", "04:00:00", "Bed"), "2020-03-01 05"].join("\n");
    expect(readUciAdl(text).badLines).toEqual([
      { line: 1, why: "it ends before it begins" },
      { line: 2, why: "a location, a type and a place are expected after the two times" },
      { line: 3, why: "it does not begin with two times, the start and the end" },
    ]);
  });

  test("one sensor whose intervals overlap stays on: the person did not leave the bed in between", () => {
    const text = [row("00:10:00", "02:00:00", "Bed Pressure Bedroom"), row("01:00:00", "06:00:00", "Bed Pressure Bedroom")].join("\n");
    const { events, notes } = readUciAdl(text);
    expect(events.map(({ wall, value }) => [wall.toString().slice(11, 16), value.kind === "bed" && value.occupied])).toEqual([
      ["00:10", true],
      ["06:00", false],
    ]);
    expect(notes).toEqual(["1 interval overlaps an earlier one of the same sensor; each such run counts as one interval"]);
  });
});
