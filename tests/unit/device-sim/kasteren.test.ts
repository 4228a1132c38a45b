import { describe, expect, test } from "vitest";
import { readKasteren } from "#device-sim/formats/kasteren.ts";
import { instantsOf } from "#device-sim/formats/recording.ts";

const names = ["3\tFront door", "8\tFridge", "9\tHall-Bedroom door", "14\tToilet Flush"].join("\n");
/** 10:00 on 1 February 2020 by the wall clock, in seconds, written as if it were UTC, as the recordings do. */
const ten = Date.UTC(2020, 1, 1, 10) / 1000;
const row = (secondsAfterTen: number, length: number, id: number) => `${ten + secondsAfterTen}\t${length}\t${id}`;

describe("a van Kasteren recording", () => {
  test("gives a reading at the start and at the end of each interval, in order of time", () => {
    const { events } = readKasteren([row(0, 600, 9), row(20, 5, 8), row(25, 1, 14)].join("\n"), names);
    expect(events.map(({ wall, device, value }) => [wall.toString(), device.name, value])).toEqual([
      ["2020-02-01T10:00:00", "Hall-Bedroom door", { kind: "door", open: true }],
      ["2020-02-01T10:00:20", "Fridge", { kind: "door", open: true }],
      ["2020-02-01T10:00:25", "Fridge", { kind: "door", open: false }],
      ["2020-02-01T10:00:25", "Toilet Flush", { kind: "motion", detected: true }],
      ["2020-02-01T10:00:26", "Toilet Flush", { kind: "motion", detected: false }],
      ["2020-02-01T10:10:00", "Hall-Bedroom door", { kind: "door", open: false }],
    ]);
    expect(new Set(events.map((event) => event.seq)).size).toBe(6);
  });

  test("gives each sensor its room, and marks only the front door as an outside door", () => {
    const { events } = readKasteren([row(0, 1, 3), row(10, 1, 8), row(20, 1, 9), row(30, 1, 14)].join("\n"), names);
    const devices = events.filter((_, index) => index % 2 === 0).map(({ device }) => [device.name, device.room, device.outside]);
    expect(devices).toEqual([
      ["Front door", "Hall", true],
      ["Fridge", "Kitchen", false],
      ["Hall-Bedroom door", "Bedroom", false],
      ["Toilet Flush", "Toilet", false],
    ]);
  });

  test.each([
    ["frontdoor", "door", "Hall", true],
    ["balcony door", "door", "Hall", true],
    ["PIR kitchen", "motion", "Kitchen", false],
    ["PIR bedroom", "motion", "Bedroom", false],
    ["Bed pressure mat", "bed", "Bedroom", false],
    ["Couch pressure mat", "chair", "Living room", false],
    ["Pressure mat office", "motion", "Kitchen", false],
    ["Hall-Bathroom door", "door", "Bathroom", false],
    ["Pans Cupboard", "door", "Kitchen", false],
  ])("reads the sensor name %j as a %s in the %s", (name, kind, room, outside) => {
    const [first, last] = readKasteren(row(0, 30, 5), `5\t${name}`).events;
    expect(first?.device).toEqual({ name, kind, room, outside });
    expect([first?.value, last?.value].map((value) => value?.kind)).toEqual([kind, kind]);
  });

  test("gives the readings of an unnamed sensor under its number, and notes it once", () => {
    const { events, badLines, notes } = readKasteren([row(0, 1, 77), row(5, 1, 77)].join("\n"), names);
    expect(badLines).toEqual([]);
    expect(events.map((event) => event.device.name)).toEqual(Array(4).fill("Sensor 77"));
    expect(notes).toEqual(['line 1: sensor 77 has no name and no room, and is sent as "Sensor 77"']);
  });

  test.each([
    ["Maindoor", true],
    ["Entrance", true],
    ["Foyer Door", true],
    ["Foyer Closet", false],
  ])("takes %j for an outside door: %s", (name, outside) => {
    expect(readKasteren(row(0, 1, 5), `5\t${name}`).events[0]?.device.outside).toBe(outside);
  });

  test("keeps a bed occupied while intervals of its sensor overlap: the person did not leave the bed when the first one ended", () => {
    const text = [row(0, 600, 5), row(300, 900, 5), row(400, 60, 5), row(1200, 60, 5)].join("\n");
    const { events } = readKasteren(text, "5\tBed pressure mat");
    expect(events.map(({ wall, value }) => [wall.toString().slice(11), value.kind === "bed" && value.occupied])).toEqual([
      ["10:00:00", true],
      ["10:20:00", false],
      ["10:20:00", true],
      ["10:21:00", false],
    ]);
  });

  test("tells cupboards of one name apart", () => {
    const { sensors, events } = readKasteren([row(0, 60, 5), row(30, 60, 6)].join("\n"), "5\tCabinet\n6\tCabinet");
    expect(sensors.map(({ sensor, readings }) => [sensor, readings])).toEqual([
      ["Cabinet 5", 2],
      ["Cabinet 6", 2],
    ]);
    expect(new Set(events.map(({ device }) => device.name)).size).toBe(2);
  });

  test("is dated by the home's wall clock, although the file writes times as if they were UTC", () => {
    const { events } = readKasteren(row(0, 60, 3), names);
    expect(instantsOf(events, "Europe/Amsterdam")[0]).toBe(Date.parse("2020-02-01T09:00:00Z"));
  });

  test("reads every readable line and reports the number of each unreadable line", () => {
    const text = [row(0, 1, 3), "soon\t1\t3", row(0, -1, 3), `${ten}\t1\tfront`, `${ten}`, "", row(9, 1, 8)].join("\n");
    const { events, badLines } = readKasteren(text, names);
    expect(badLines.map((bad) => bad.line)).toEqual([2, 3, 4, 5]);
    expect(events.map((event) => event.line)).toEqual([1, 1, 7, 7]);
  });
});
