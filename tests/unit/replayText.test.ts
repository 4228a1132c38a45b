import { expect, test } from "vitest";
import { replayText } from "#app/commands/replayText.ts";
import type { ReplayReport } from "#device-sim/replay.ts";

const whole: ReplayReport = {
  home: { id: "1", name: "Evening", timezone: "Europe/London", mode: "test" },
  sent: 10,
  acknowledged: 10,
  readings: 9,
  stored: 9,
  storedDistinct: 9,
  added: 9,
  quarantined: 0,
  seconds: 1,
  readingsPerSecond: 10,
  reconnects: 0,
  alarms: [],
  newAlarms: 0,
};
const said = (more: Partial<ReplayReport>) =>
  replayText({ ...whole, ...more }, { badLines: 0, bedDerived: false, differences: null })
    .split("\n")
    .filter((line) => line.startsWith("NOT WHOLE"));

test.each([
  ["nothing is wrong", {}, []],
  ["something is not acknowledged", { acknowledged: 8 }, ["NOT WHOLE: 2 of those sent not acknowledged"]],
  ["something is lost", { stored: 8, storedDistinct: 8 }, ["NOT WHOLE: 1 of the readings sent not stored"]],
  [
    "something stands there twice, and nothing is lost",
    { stored: 12 },
    ["NOT WHOLE: the home holds 3 more under the numbers of readings sent: stored twice, or of a replay that was changed otherwise"],
  ],
])("a replay's report says which of its promises is broken: %s", (_, more, lines) => {
  expect(said(more)).toEqual(lines);
});
