import { describe, expect, test } from "vitest";
import { type NightDevice, type NightReading, tonightOf } from "#domain/carers/tonight.ts";
import type { ReadingValue } from "#domain/reading.ts";

const at = (clock: string): number => Date.parse(`2026-11-2${clock > "12:00" ? 1 : 2}T${clock}:00Z`);
const device = (id: string, name: string, kind: string, more: Partial<NightDevice> = {}): NightDevice => {
  return { id, name, kind, outside: false, status: "heard", heardAt: null, ...more };
};
const bed = device("1", "Bed", "bed");
const door = device("2", "Front door", "door", { outside: true });
const hall = device("3", "Hall", "motion", { heardAt: at("02:43") });
const cupboard = device("4", "Cupboard", "door");
const says = (clock: string, { id }: NightDevice, value: ReadingValue): NightReading => ({ deviceId: id, time: at(clock), value });
const occupied = (clock: string, is: boolean) => says(clock, bed, { kind: "bed", occupied: is });
const opened = (clock: string, which = door) => says(clock, which, { kind: "door", open: true });
const moved = (clock: string) => says(clock, hall, { kind: "motion", detected: true });
const home = [bed, door, hall, cupboard];

describe("what a carer reads about tonight", () => {
  test("in bed since she lay down, however often the sensor repeats it", () => {
    const { beds, out } = tonightOf([moved("22:30"), occupied("22:41", true), occupied("23:41", true), occupied("00:41", true)], home);
    expect(beds).toEqual([{ name: "Bed", occupied: true, since: at("22:41"), silent: false }]);
    expect(out).toBeNull();
  });

  test("up since 02:14, front door opened 02:16, not back yet", () => {
    const { beds, out } = tonightOf([occupied("22:41", true), occupied("02:14", false), opened("02:16")], home);
    expect(beds[0]).toMatchObject({ occupied: false, since: at("02:14") });
    expect(out).toEqual({ door: "Front door", openedAt: at("02:16"), backAt: null });
  });

  test("back at the first sign of life inside; the hall sensor that she passed on her way out is none", () => {
    const away = [occupied("22:41", true), occupied("02:14", false), opened("02:16"), moved("02:16")];
    expect(tonightOf(away, home).out?.backAt).toBeNull();
    expect(tonightOf([...away, moved("02:41")], home).out?.backAt).toBe(at("02:41"));
  });

  test("a door that was opened before she went to bed, and one inside the home, are no news", () => {
    expect(tonightOf([opened("21:10"), occupied("22:41", true), occupied("02:14", false)], home).out).toBeNull();
    expect(tonightOf([occupied("22:41", true), occupied("02:14", false), opened("02:20", cupboard)], home).out).toBeNull();
  });

  test("a bed sensor that is silent does not say that she is in bed: the page says since when it has said nothing", () => {
    const silent = { ...bed, status: "offline" as const, heardAt: at("01:10") };
    const { beds, silent: devices, heardAt } = tonightOf([occupied("22:41", true)], [silent, door, hall]);
    expect(beds[0]?.silent).toBe(true);
    expect(devices).toEqual([{ name: "Bed", since: at("01:10") }]);
    expect(heardAt).toBe(at("02:43"));
  });

  test("without a bed sensor the last movement counts, and so does a door", () => {
    const { beds, movedAt, out } = tonightOf([moved("23:10"), opened("23:20")], [door, hall]);
    expect(beds).toEqual([]);
    expect(movedAt).toBe(at("23:10"));
    expect(out).toMatchObject({ openedAt: at("23:20"), backAt: null });
  });

  test("no movement says something only of a home with a motion sensor", () => {
    expect(tonightOf([], [door, hall])).toMatchObject({ movedAt: null, hasMotion: true });
    expect(tonightOf([], [door, cupboard])).toMatchObject({ movedAt: null, hasMotion: false });
  });

  test("each of two beds has its sentence", () => {
    const his = device("5", "His bed", "bed");
    const readings = [occupied("22:41", true), says("23:00", his, { kind: "bed", occupied: true }), occupied("02:14", false)];
    expect(tonightOf(readings, [...home, his]).beds.map(({ name, occupied }) => [name, occupied])).toEqual([
      ["Bed", false],
      ["His bed", true],
    ]);
  });
});
