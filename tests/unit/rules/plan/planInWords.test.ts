import { expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import { readPlan } from "#rules/plan/readPlan.ts";

const said = (input: unknown): string[] => {
  const read = readPlan(catalogue, input);
  return read.ok ? [] : read.faults.map(({ path, message }) => `${path}: ${message}`);
};

test("whoever hands in a file that is no plan reads what is missing, and of what kind the rest should be", () => {
  expect(said({ alarms: [] })).toEqual(["name: it is missing", "rules: it is missing", "alarms: unknown"]);
  expect(said([])).toEqual([": an object ({ … }) is expected"]);
  expect(said({ name: "Nights", rules: [], windows: "night", starts: 3 })).toEqual([
    "rules: an object ({ … }) is expected",
    "windows: a list ([ … ]) is expected",
    "starts: a text is expected",
  ]);
  expect(said({ name: "Nights", rules: { sosPress: 3 } })).toEqual(["rules.sosPress: an object ({ … }) is expected"]);
});

test("a setting of another kind is told so in the same words", () => {
  const night = { name: "night", from: "22:00", to: "07:00" };
  expect(said({ name: "Nights", rules: { bedExit: { exitMinutes: "ten", capMinutes: 40.5 } }, windows: [night] })).toEqual([
    "rules.bedExit.exitMinutes: a number is expected",
    "rules.bedExit.capMinutes: a whole number is expected",
  ]);
});
