import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCasas } from "#device-sim/formats/casas.ts";
import { casasInBed } from "#device-sim/formats/casasBed.ts";
import { instantsOf } from "#device-sim/formats/recording.ts";

const lines = (...rows: string[]) => `${rows.join("\n")}\n`;
const spoken = (text: string) =>
  readCasas(text).events.map(({ line, device, wall, value }) => ({ line, device, wall: wall.toString(), value }));

describe("a CASAS recording", () => {
  test("gives door and motion readings in the order of the file", () => {
    const text = lines(
      "2020-02-01 07:00:00.25 Bedroom Bedroom ON Sleep",
      "2020-02-01 07:00:02 OutsideDoor FrontDoor OPEN Leave_Home",
      "2020-02-01 07:00:03.5 OutsideDoor FrontDoor CLOSE Leave_Home",
      "2020-02-01 07:00:04 Kitchen KitchenLight OFF Other",
    );
    const bedroom = { name: "Motion sensor", kind: "motion", room: "Bedroom", outside: false };
    const frontDoor = { name: "Front door", kind: "door", room: "Outside door", outside: true };
    const light = { name: "Kitchen light", kind: "motion", room: "Kitchen", outside: false };
    expect(spoken(text)).toEqual([
      { line: 1, device: bedroom, wall: "2020-02-01T07:00:00.25", value: { kind: "motion", detected: true } },
      { line: 2, device: frontDoor, wall: "2020-02-01T07:00:02", value: { kind: "door", open: true } },
      { line: 3, device: frontDoor, wall: "2020-02-01T07:00:03.5", value: { kind: "door", open: false } },
      { line: 4, device: light, wall: "2020-02-01T07:00:04", value: { kind: "motion", detected: false } },
    ]);
  });

  test("never puts the annotator's label into a reading", () => {
    const label = fc.stringMatching(/^[A-Za-z_]{8,20}$/).map((text) => `Label_${text}`);
    fc.assert(
      fc.property(label, fc.constantFrom("ON", "OFF", "OPEN", "CLOSE"), (written, value) => {
        const { events } = readCasas(`2020-02-01 07:00:00 Hall Hall ${value} ${written} ${written}\n`);
        expect(events).toHaveLength(1);
        expect(JSON.stringify(events)).not.toContain(written);
      }),
    );
  });

  test("in the older layout gives readings without rooms, and the time in bed from the begin and end labels", () => {
    const text = lines(
      "2010-02-01 22:00:00.1 M003 ON Sleeping begin",
      "2010-02-02 03:00:00 M004 ON Bed_to_Toilet begin",
      "2010-02-02 03:01:00\tM004\tOFF\tBed_to_Toilet end",
      "2010-02-02 07:00:00 M003 OFF Sleeping end",
      "2010-02-02 07:30:00 T002 21.5",
      "2010-02-02 08:00:00 D001 OPEN Leave_Home begin",
    );
    const { events, badLines, notes } = readCasas(text);
    expect(badLines).toEqual([]);
    expect(notes).toEqual(["line 6: door D001 has no room and is taken for an outside door"]);
    expect(events.map(({ device, value }) => [device.name, device.kind, device.room, device.outside, Object.values(value)[1]])).toEqual([
      ["M003", "motion", "", false, true],
      ["M004", "motion", "", false, true],
      ["M004", "motion", "", false, false],
      ["M003", "motion", "", false, false],
      ["T002", "temperature", "", false, 21.5],
      ["D001", "door", "", true, true],
    ]);
    expect(casasInBed(text).map(({ line, occupied }) => [line, occupied])).toEqual([
      [1, true],
      [4, false],
    ]);
  });

  test("reads every readable line and reports the number of each unreadable line", () => {
    const text = lines(
      "2020-02-01 07:00:00 Hall Hall ON Sleep",
      "yesterday evening Hall Hall ON Sleep",
      "2020-02-30 07:00:00 Hall Hall ON Sleep",
      "2020-02-01 07:00",
      "2020-02-01 07:00:00 Hall",
      "",
      "2020-02-01 07:00:01 Hall Hall MAYBE Sleep",
      "2020-02-01 07:00:02 Hall Hall toString Sleep",
      "2020-02-01 07:00:03 Hall Hall OFF",
    );
    const { events, badLines } = readCasas(text);
    expect(events.map((event) => event.line)).toEqual([1, 9]);
    expect(badLines.map((bad) => bad.line)).toEqual([2, 3, 4, 5, 7, 8]);
  });

  test("is dated by the home's wall clock, and the repeated hour in October stays in the order of the file", () => {
    const text = lines(
      "2020-10-25 00:30:00 Hall Hall ON",
      "2020-10-25 01:30:00 Hall Hall OFF", // London: the first 01:30, still summer time.
      "2020-10-25 01:10:00 Hall Hall ON", // After the clock goes back: the second 01:10, winter time.
      "2020-10-25 02:30:00 Hall Hall OFF",
    );
    const instants = instantsOf(readCasas(text).events, "Europe/London").map((instant) => new Date(instant).toISOString());
    expect(instants).toEqual([
      "2020-10-24T23:30:00.000Z",
      "2020-10-25T00:30:00.000Z",
      "2020-10-25T01:10:00.000Z",
      "2020-10-25T02:30:00.000Z",
    ]);
  });

  test("reads the skipped time 01:30 in March as 01:30 winter time", () => {
    const { events } = readCasas("2020-03-29 01:30:00 Hall Hall ON\n");
    expect(instantsOf(events, "Europe/London")).toEqual([Date.parse("2020-03-29T01:30:00Z")]);
  });
});
