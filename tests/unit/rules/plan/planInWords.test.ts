import { expect, test } from "vitest";
import { catalogue } from "#rules/catalogue.ts";
import { readPlan } from "#rules/plan/readPlan.ts";

const faultsOf = (input: unknown): string[] => {
  const read = readPlan(catalogue, input);
  return read.ok ? [] : read.faults.map(({ path, message }) => `${path}: ${message}`);
};

test("a file that is no plan gets faults that name what is missing and what to write", () => {
  expect(faultsOf({ alarms: [] })).toEqual(["name: this is missing", "rules: this is missing", "alarms: remove this: it is unknown"]);
  expect(faultsOf([])).toEqual([": write an object ({ … })"]);
  expect(faultsOf({ name: "Nights", rules: [], windows: "night", starts: 3 })).toEqual([
    "rules: write an object ({ … })",
    "windows: write a list ([ … ])",
    "starts: write text",
  ]);
  expect(faultsOf({ name: "Nights", rules: { sosPress: 3 } })).toEqual(["rules.sosPress: write an object ({ … })"]);
});

test("a setting of the wrong kind or out of range gets a fault that says what to write", () => {
  const night = { name: "night", from: "22:00", to: "07:00" };
  expect(faultsOf({ name: "Nights", rules: { bedExit: { exitMinutes: "ten", capMinutes: 40.5 } }, windows: [night] })).toEqual([
    "rules.bedExit.exitMinutes: write a number",
    "rules.bedExit.capMinutes: write a whole number",
  ]);
});
