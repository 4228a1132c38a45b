import fc from "fast-check";
import { expect, test } from "vitest";
import { type DailyWindow, inWindow } from "#domain/nightWindow.ts";
import { createEngine } from "#rules/engine.ts";
import { nightDoor } from "#rules/nightDoor.ts";
import { homeOf, readingOf } from "./rulesStory.ts";

const minuteMs = 60_000;
const clockChanges = ["2025-03-30", "2025-10-26", "2026-03-29", "2026-10-25", "2027-03-28", "2027-10-31"];

/** Slow on purpose, and by another road than Temporal: asks the wall clock of each minute what it shows. */
const wallClock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const nights = clockChanges.map((day) => {
  const noonBefore = Date.parse(`${day}T12:00:00Z`) - 24 * 60 * minuteMs;
  return Array.from({ length: 48 * 60 }, (_, minute) => {
    const instant = noonBefore + minute * minuteMs;
    return { instant, shows: wallClock.format(instant) };
  });
});
const oracle = ({ from, to }: DailyWindow, shows: string) => (from <= to ? shows >= from && shows < to : shows >= from || shows < to);

const wallTime = fc
  .integer({ min: 0, max: 24 * 60 - 1 })
  .map((m) => `${String(Math.floor(m / 60)).padStart(2, "0")}:${String(m % 60).padStart(2, "0")}`);
// Half of them begin or end in the hour that is missing in spring and repeated in autumn.
const nearChange = fc.integer({ min: 0, max: 119 }).map((m) => `0${1 + Math.floor(m / 60)}:${String(m % 60).padStart(2, "0")}`);
const anyTime = fc.oneof(wallTime, nearChange);
const anyWindow = fc.record({ from: anyTime, to: anyTime });

test("the oracle sees the missing and the repeated hour", () => {
  const shown = nights.map((night) => night.filter(({ shows }) => shows.startsWith("01:")).length);
  expect(shown).toEqual([60, 180, 60, 180, 60, 180]);
});

test("any window agrees with the wall clock at every minute of both clock-change nights of three years", () => {
  fc.assert(
    fc.property(anyWindow, fc.constantFrom(...nights), (window, night) => {
      const wrong = night.filter(({ instant, shows }) => inWindow(window, instant, "Europe/London") !== oracle(window, shows));
      expect(wrong).toEqual([]);
    }),
    { numRuns: 120 },
  );
});

test("an outside door rings in exactly the minutes that the wall clock calls night", () => {
  const home = homeOf([{ id: "1", name: "Front door", kind: "door", outside: true }]);
  fc.assert(
    fc.property(anyWindow, fc.constantFrom(...nights), (window, night) => {
      const engine = createEngine([nightDoor], () => ({ night: window }));
      let { state } = engine.start(home, 0);
      for (const { instant, shows } of night) {
        const opened = engine.onReading(home, state, readingOf(home, "1", { kind: "door", open: true }, { receivedAt: instant }));
        expect(opened.decided.length, `${shows} in ${window.from}-${window.to}`).toBe(oracle(window, shows) ? 1 : 0);
        state = engine.onReading(
          home,
          opened.state,
          readingOf(home, "1", { kind: "door", open: false }, { receivedAt: instant + 1000 }),
        ).state;
      }
    }),
    { numRuns: 24 },
  );
});
