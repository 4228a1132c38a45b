import { expect, test } from "vitest";
import { type NightAlarm, nightsOf } from "#domain/carers/nights.ts";
import type { NightDevice, NightReading } from "#domain/carers/tonight.ts";
import type { ReadingValue } from "#domain/reading.ts";

const timezone = "Europe/London";
const at = (time: string): number => Date.parse(`2026-11-${time}:00Z`);
const device = (id: string, name: string, kind: string, outside = false): NightDevice => {
  return { id, name, kind, outside, status: "heard", heardAt: null };
};
const bed = device("1", "Bed", "bed");
const door = device("2", "Front door", "door", true);
const says = (time: string, { id }: NightDevice, value: ReadingValue): NightReading => ({ deviceId: id, time: at(time), value });
const occupied = (time: string, is: boolean) => says(time, bed, { kind: "bed", occupied: is });
const opened = (time: string) => says(time, door, { kind: "door", open: true });
const nights = (readings: NightReading[], from: string, to: string, alarms: NightAlarm[] = []) =>
  nightsOf(readings, [bed, door], alarms, { from: at(from), to: at(to), timezone });

test("a night with one time up: in bed 22:41 to 02:14 and 02:41 to 07:10, and the front door between", () => {
  const readings = [
    opened("21T18:00"),
    occupied("21T22:41", true),
    occupied("22T02:14", false),
    opened("22T02:16"),
    occupied("22T02:41", true),
    occupied("22T07:10", false),
  ];
  const alarm = { at: at("22T02:16"), sentence: "Front door opened at night", needed: true };
  expect(nights(readings, "21T12:00", "22T12:00", [alarm])).toEqual([
    {
      date: "2026-11-21",
      beds: [
        {
          name: "Bed",
          inBed: [
            { from: at("21T22:41"), to: at("22T02:14") },
            { from: at("22T02:41"), to: at("22T07:10") },
          ],
          ups: 1,
        },
      ],
      doors: [{ name: "Front door", at: at("22T02:16") }],
      alarms: [alarm],
      heard: true,
    },
  ]);
});

test("who turns over has not been up, and a sensor that repeats itself adds nothing", () => {
  const readings = [
    occupied("21T22:41", true),
    occupied("21T23:41", true),
    says("22T00:00", bed, { kind: "bed", occupied: false }),
    { ...occupied("22T00:00", true), time: at("22T00:00") + 20_000 },
    occupied("22T07:10", false),
  ];
  const [night] = nights(readings, "21T12:00", "22T12:00");
  expect(night?.beds[0]).toMatchObject({ ups: 0, inBed: [{ from: at("21T22:41"), to: at("22T07:10") }] });
});

test("who is in bed at noon is in bed in both nights, and a night of which nothing was heard says so", () => {
  const readings = [occupied("20T23:00", true), occupied("21T14:00", false)];
  const [first, second, third] = nights(readings, "20T12:00", "23T12:00");
  expect(first?.beds[0]?.inBed).toEqual([{ from: at("20T23:00"), to: null }]);
  expect(second?.beds[0]?.inBed).toEqual([{ from: at("21T12:00"), to: at("21T14:00") }]);
  expect(third).toMatchObject({ heard: false, beds: [], doors: [] });
});

test("without a bed sensor the night has each opening of the outer door", () => {
  const [night] = nightsOf([opened("22T02:16")], [door], [], { from: at("21T12:00"), to: at("22T12:00"), timezone });
  expect(night?.doors).toEqual([{ name: "Front door", at: at("22T02:16") }]);
});

test("the night of a clock change has 25 hours", () => {
  const october = (time: string): number => Date.parse(`2026-10-${time}:00Z`);
  const readings = [
    { ...occupied("21T22:41", true), time: october("24T21:00") },
    { ...occupied("21T22:41", false), time: october("25T11:30") },
  ];
  const [night] = nightsOf(readings, [bed], [], { from: october("24T11:00"), to: october("25T12:00"), timezone });
  expect(night).toMatchObject({ date: "2026-10-24", beds: [{ inBed: [{ from: october("24T21:00"), to: october("25T11:30") }] }] });
});
