import fc from "fast-check";
import { expect, test } from "vitest";
import type { Absence } from "#domain/absence.ts";
import type { ReadingValue } from "#domain/reading.ts";
import {
  anyClockChange,
  anyWallTime,
  anyWindow,
  type ClockChange,
  oracleOfWindows,
  type WallMinute,
} from "../../domain/clockChangeNights.ts";
import { homeOf, planOf, Story } from "../rulesStory.ts";

/** Rules about local hours, compared with an oracle that goes from minute to minute through nights in which clocks change. */

const opened = { kind: "door", open: true } as const;
const text = (instant: number | undefined): string => new Date(instant ?? 0).toISOString();
const lastOf = ({ minutes }: ClockChange): WallMinute => minutes.at(-1) as WallMinute;

/** The time and priority of each alarm after one reading, until the end of these days. */
function rang(
  rules: Parameters<typeof planOf>[0],
  change: ClockChange,
  windows: readonly object[],
  device: { id: string; kind: string; room?: string; outside?: boolean },
  said: { minute: WallMinute; value: ReadingValue },
  absences: readonly Absence[] = [],
): string[] {
  const plan = planOf(rules, { windows: windows as never });
  const home = homeOf([{ name: "Device", ...device }], "live", { plan, timezone: change.timezone, absences });
  const story = new Story(home, text(change.minutes[0]?.instant));
  story.says(device.id, said.value, text(said.minute.instant)).until(text(lastOf(change).instant));
  return story.decided
    .filter(({ rule, decision }) => rule in rules && decision.do === "raise")
    .map(({ at, decision }) => `${text(at)} ${decision.do === "raise" ? decision.priority : ""}`);
}

const minuteOf = (change: ClockChange, place: number, most: number): WallMinute =>
  change.minutes[place % Math.min(most, change.minutes.length)] as WallMinute;

test("an outside door left open rings in the minute in which it reaches the limit of the night or of the day", () => {
  const limits = fc.record({ nightMinutes: fc.integer({ min: 1, max: 300 }), dayMinutes: fc.integer({ min: 1, max: 600 }) });
  fc.assert(
    fc.property(anyClockChange, anyWindow, limits, fc.nat(), (change, window, settings, place) => {
      const since = minuteOf(change, place, 3 * 1440);
      const expected: string[] = [];
      const atNight = oracleOfWindows([window], change);
      for (const minute of change.minutes) {
        const stood = (minute.instant - since.instant) / 60_000;
        const night = atNight(minute);
        if (stood < (night ? settings.nightMinutes : settings.dayMinutes)) continue;
        if (!night && expected.length > 0) continue;
        expected.push(`${text(minute.instant)} ${night ? "urgent" : "advisory"}`);
        if (night) break;
      }
      const door = { id: "1", kind: "door", outside: true };
      expect(rang({ doorOpen: settings }, change, [window], door, { minute: since, value: opened })).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("no sign of life rings after its hours, nights and absences not counted, and again every 24 hours", () => {
  const absence = fc.option(fc.record({ from: fc.nat(4000), length: fc.integer({ min: 1, max: 2000 }), ended: fc.nat(2000) }));
  fc.assert(
    fc.property(anyClockChange, anyWindow, fc.integer({ min: 1, max: 30 }), fc.nat(), absence, (change, window, hours, place, away) => {
      const since = minuteOf(change, place, 2 * 1440);
      const startsAt = (change.minutes[0]?.instant ?? 0) + (away?.from ?? 0) * 60_000;
      const endsAt = startsAt + (away?.length ?? 0) * 60_000;
      const endedAt = away !== null && away.ended < away.length ? startsAt + away.ended * 60_000 : null;
      const absences: Absence[] = away === null ? [] : [{ id: "31", kind: "onHoliday", startsAt, endsAt, endedAt, suspends: [] }];
      let left = hours * 60;
      const atNight = oracleOfWindows([window], change);
      const expected: string[] = [];
      for (const minute of change.minutes) {
        if (minute.instant < since.instant) continue;
        const absent = away !== null && minute.instant >= startsAt && minute.instant < (endedAt ?? endsAt);
        if (!absent && (expected.length > 0 || !atNight(minute))) left -= 1;
        if (left > 0) continue;
        expected.push(`${text(minute.instant + 60_000)} urgent`);
        left = 24 * 60;
      }
      const shown = expected.filter((line) => line <= `${text(lastOf(change).instant)} urgent`);
      const fridge = { id: "1", kind: "door", room: "Kitchen" };
      const found = rang({ inactivity: { hours } }, change, [window], fridge, { minute: since, value: opened }, absences);
      expect(found).toEqual(shown);
    }),
    { numRuns: 300 },
  );
});

test("not up rings once a date, in the first minute at its hour, or after it if the clock change skips that hour", () => {
  fc.assert(
    fc.property(anyClockChange, anyWallTime, anyWallTime, fc.nat(), (change, by, since, place) => {
      // The morning (`since`) begins before the hour at which the rule rings (`by`).
      fc.pre(since < by);
      const heard = minuteOf(change, place, 1440);
      // Whether a morning began in the very first minute or before it is not known.
      fc.pre(heard !== change.minutes[0]);
      const reached = (time: string): WallMinute[] => {
        const first = new Map<string, WallMinute>();
        for (const minute of change.minutes) if (minute.shows >= time && !first.has(minute.date)) first.set(minute.date, minute);
        // The oracle does not know the local time before its first minute.
        return [...first.values()].filter((minute) => minute !== change.minutes[0]);
      };
      const begun = reached(since).map(({ instant }) => instant);
      const expected = reached(by)
        .map(({ instant }) => instant)
        .filter((instant) => {
          const began = begun.findLast((at) => at <= instant);
          return instant > heard.instant && began !== undefined && began >= heard.instant;
        });
      const bed = { id: "1", kind: "bed", room: "Bedroom" };
      const found = rang({ notUp: { by, since } }, change, [], bed, { minute: heard, value: { kind: "bed", occupied: true } });
      expect(found).toEqual(expected.map((instant) => `${text(instant)} advisory`));
    }),
    { numRuns: 300 },
  );
});
