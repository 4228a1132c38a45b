import { describe, expect, test } from "vitest";
import { differenceLines } from "#device-sim/alarmDifference.ts";
import { type ExpectedAlarm, ExpectedUnreadable, expectedOf, readExpected } from "#device-sim/expectedAlarms.ts";
import type { ApiAlarm } from "#device-sim/serviceApi.ts";

const known = { rules: ["bedExit", "fall"], home: "Mill Lane" };
const exit: ExpectedAlarm = {
  rule: "bedExit",
  home: "Mill Lane",
  raisedAt: "2026-01-05T02:30:00Z",
  strength: "urgent",
  technical: false,
  story: [
    { at: "2026-01-05T02:30:00Z", event: "raised", text: "Left bed 02:10, not back after 20 min" },
    { at: "2026-01-05T02:41:00Z", event: "told", text: "Back in bed 02:41" },
  ],
};
const fallen: ExpectedAlarm = {
  ...exit,
  rule: "fall",
  strength: "critical",
  story: [{ at: exit.raisedAt, event: "raised", text: "Fall detected" }],
};
const differ = (expected: ExpectedAlarm[], came: ExpectedAlarm[]) =>
  differenceLines({ alarms: expected }, { alarms: came }, "Europe/London");

describe("the alarms that a replay is expected to raise", () => {
  test("are written from those that came and read back the same; what staff did is left out", () => {
    const alarm: ApiAlarm = {
      ...exit,
      id: "1",
      homeName: "Mill Lane",
      state: "closed",
      sentence: "Left bed",
      raisedAt: "2026-01-05T02:30:00.480Z",
      rings: 1,
      story: [
        ...exit.story.map((line) => ({ ...line, by: null })),
        { at: "2026-01-05T03:00:00.000Z", event: "claimed", text: "", by: "Robin" },
        { at: "2026-01-05T03:01:00.000Z", event: "closed", text: "falseAlarm", by: "Robin" },
      ],
    };
    const written = expectedOf([alarm]);
    expect(written).toEqual({ alarms: [exit] });
    expect(readExpected(JSON.stringify(written), known)).toEqual(written);
    expect(differ(written.alarms, [exit])).toEqual([]);
  });

  test("of which one did not come, one was not expected and one came otherwise are told apart", () => {
    const later: ExpectedAlarm = {
      ...exit,
      strength: "critical",
      raisedAt: "2026-01-05T02:30:08Z",
      story: [{ at: "2026-01-05T02:30:08Z", event: "raised", text: "Left bed 02:10, not back after 20 min" }],
    };
    expect(differ([exit, fallen], [later, { ...fallen, home: "Other" }])).toEqual([
      "~ 2026-01-05 02:30:00  Mill Lane: bedExit (urgent) Left bed 02:10, not back after 20 min",
      "    came 8 s later, at 2026-01-05 02:30:08",
      "    is critical, expected urgent",
      '    story, line 1: 2026-01-05 02:30:08 raised "Left bed 02:10, not back after 20 min"',
      '          expected 2026-01-05 02:30:00 raised "Left bed 02:10, not back after 20 min"',
      "    story, line 2: nothing",
      '          expected 2026-01-05 02:41:00 told "Back in bed 02:41"',
      "- 2026-01-05 02:30:00  Mill Lane: fall (critical) Fall detected: did not come",
      "+ 2026-01-05 02:30:00  Other: fall (critical) Fall detected: was not expected",
    ]);
  });

  test("twice the same alarm is not once", () => {
    expect(differ([exit, exit], [exit])).toHaveLength(1);
    expect(differ([exit], [exit, exit])).toEqual([expect.stringContaining("was not expected")]);
  });

  test("in another order are the same", () => {
    expect(differ([fallen, exit], [exit, fallen])).toEqual([]);
  });

  test.each([
    ["not JSON", "{", "not JSON"],
    ["without alarms", "{}", "alarms: "],
    [
      "with an unknown rule",
      JSON.stringify({ alarms: [fallen, { ...exit, rule: "bedExitt" }] }),
      "alarms.1.rule: there is no rule bedExitt",
    ],
    ["with a strength that there is not", JSON.stringify({ alarms: [{ ...exit, strength: "loud" }] }), "alarms.0.strength: "],
    ["with a field too many", JSON.stringify({ alarms: [{ ...exit, episode: "x" }] }), "alarms.0: "],
    [
      "of another home than the one replayed to",
      JSON.stringify({ alarms: [exit, { ...fallen, home: "Church Walk" }] }),
      'alarms of "Church Walk" are expected, and the home is "Mill Lane"',
    ],
    ["with a local time", JSON.stringify({ alarms: [{ ...exit, raisedAt: "2026-01-05 02:30" }] }), "alarms.0.raisedAt: "],
  ])("%s are refused, and the fault is named with its place", (_, text, said) => {
    expect(() => readExpected(text, known)).toThrow(ExpectedUnreadable);
    expect(() => readExpected(text, known)).toThrow(said);
  });
});
