import { expect, test } from "vitest";
import { replayText } from "#app/commands/text/replayText.ts";
import type { ReplayReport } from "#device-sim/replay/replayRecording.ts";

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
    .filter((line) => line.startsWith("INCOMPLETE"));

test("an alarm whose priority was raised is listed at its first time with its first text, and each later text at its own time", () => {
  const line = (at: string, event: string, text: string) => ({ at: `2026-01-05T${at}Z`, event, text, by: null });
  const grown = {
    id: "1",
    homeName: "Evening",
    rule: "nightWandering",
    priority: "urgent",
    technical: false,
    state: "open" as const,
    sentence: "Front door opened 02:31",
    raisedAt: "2026-01-05T02:30:00Z",
    rings: 2,
    timeline: [line("02:30:00", "raised", "Out of bed 02:10"), line("02:31:00", "priorityRaised", "Front door opened 02:31")],
  };
  const text = replayText({ ...whole, alarms: [grown] }, { badLines: 0, bedDerived: false, differences: null });
  expect(text.split("\n").slice(-2)).toEqual([
    "  2026-01-05 02:30:00  nightWandering (urgent): Out of bed 02:10",
    "  2026-01-05 02:31:00    priority raised: Front door opened 02:31",
  ]);
});

test.each([
  ["no fault", {}, []],
  ["messages without acknowledgement", { acknowledged: 8 }, ["INCOMPLETE: 2 messages were not acknowledged"]],
  ["a lost reading", { stored: 8, storedDistinct: 8 }, ["INCOMPLETE: 1 readings are not stored"]],
  [
    "additional readings, and none lost",
    { stored: 12 },
    ["INCOMPLETE: the home holds 3 more readings with the same numbers: stored twice, or from a replay with other changes"],
  ],
])("the report of a replay states why it is incomplete: %s", (_, more, lines) => {
  expect(said(more)).toEqual(lines);
});
