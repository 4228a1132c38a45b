import { describe, expect, test } from "vitest";
import { readCasas } from "#device-sim/formats/casas.ts";

const seen = (text: string) => {
  const { events, badLines } = readCasas(text);
  expect(badLines).toEqual([]);
  return events.map(({ device, wall, value }) => [wall.toString(), device.kind, device.name, device.room, device.outside, value]);
};

describe("the columns of a CASAS recording", () => {
  const read = [["2020-02-01T07:00:00.5", "motion", "M003", "", false, { kind: "motion", detected: true }]];
  test.each([
    ["blanks", "2020-02-01 07:00:00.5 M003 ON"],
    ["several blanks and a label", "2020-02-01  07:00:00.5   M003  ON  Sleeping  begin"],
    ["tabs", "2020-02-01\t07:00:00.5\tM003\tON\t\t"],
    ["tabs, with date and time in one cell", "2020-02-01 07:00:00.5\tM003\tON\tSleeping begin"],
    ["commas", "2020-02-01,07:00:00.5,M003,ON,Sleep"],
    ["commas, with date and time in one cell and a heading", "datetime,sensor,value,label\n2020-02-01 07:00:00.5,M003,ON,"],
    ["commas and blanks, with the date before a T", "2020-02-01T07:00:00.5, M003, ON"],
    ["rooms that the file does not know", "2020-02-01 07:00:00.5 M003 Ignore Ignore ON Control4-Motion"],
  ])("may be separated by %s", (_, text) => {
    expect(seen(`${text}\r\n`)).toEqual(read);
  });

  test("may have the room and the place after the sensor, and a type at the end", () => {
    const text = [
      "2020-02-01 07:00:00 M012 Bedroom Bedroom ON Control4-MotionArea Sleep",
      "2020-02-01 07:00:01 D002 OutsideDoor FrontDoor OPEN Control4-Door",
      "2020-02-01 07:00:02 D004 Kitchen Cabinet CLOSE Control4-Door",
    ].join("\n");
    expect(seen(text).map((one) => one.slice(1, 5))).toEqual([
      ["motion", "M012", "Bedroom", false],
      ["door", "D002", "Outside door", true],
      ["door", "D004", "Kitchen", false],
    ]);
  });

  test.each([
    "LS013 7",
    "LS013 Ignore Ignore 7 Control4-LightSensor",
    "LL005 ON",
    "LL005 Kitchen Kitchen OFF Control4-Light",
    "A001 21.5",
    "AD1-B 0.0448",
    "BATV012 Ignore Ignore 9460 Control4-BatteryVoltage",
    "F001 MED",
    "Kitchen KitchenLux 21",
  ])("a light or a meter gives no temperature and no movement: %s", (said) => {
    const { events, badLines, sensors } = readCasas(`2020-02-01 07:00:00 ${said}\n`);
    expect([events, badLines]).toEqual([[], []]);
    expect(sensors).toMatchObject([{ kind: "unused", readings: 0 }]);
  });

  test("a thermometer that says 78 says it in °F, and one that says 21.5 in °C", () => {
    const values = (text: string) => readCasas(text).events.map(({ value }) => value);
    expect(values("2020-02-01 07:00:00 T102 78\n2020-02-01 08:00:00 T102 68")).toEqual([
      { kind: "temperature", celsius: 25.56 },
      { kind: "temperature", celsius: 20 },
    ]);
    expect(values("2020-02-01 07:00:00 T002 21.5\n2020-02-01 08:00:00 T002 85\n2020-02-01 09:00:00 T002 21")).toMatchObject(
      [21.5, 85, 21].map((celsius) => ({ celsius })),
    );
  });

  test.each([
    ["OutsideDoor FrontDoor", true],
    ["Hall Maindoor", true],
    ["Entrance Door", true],
    ["Foyer Door", true],
    ["Foyer Closet", false],
    ["Kitchen Fridge", false],
  ])("the door %s is an outside door: %s", (sensor, outside) => {
    expect(readCasas(`2020-02-01 07:00:00 ${sensor} OPEN\n`).events[0]?.device.outside).toBe(outside);
  });

  test("a line whose time steps back is told, with both times", () => {
    const rows = ["07:00:00 M001 ON", "09:30:00 M001 OFF", "06:10:00 M001 ON", "06:11:00 M001 OFF"];
    const { notes } = readCasas(rows.map((row) => `2020-02-01 ${row}`).join("\n"));
    expect(notes).toEqual([
      "line 3: the time steps back from 2020-02-01 09:30:00 to 2020-02-01 06:10:00; readings are played in the order of their times",
    ]);
  });
});
