import { describe, expect, test } from "vitest";
import { differenceLines } from "#device-sim/expected/alarmDifference.ts";
import { type ExpectedAlarm, ExpectedUnreadable, expectedOf, readExpected } from "#device-sim/expected/expectedAlarms.ts";
import type { ApiAlarm } from "#device-sim/service/serviceApi.ts";

const known = { rules: ["bedExit", "fall"], home: "Mill Lane" };
const exit: ExpectedAlarm = {
  rule: "bedExit",
  home: "Mill Lane",
  raisedAt: "2026-01-05T02:30:00Z",
  priority: "urgent",
  technical: false,
  timeline: [
    { at: "2026-01-05T02:30:00Z", event: "raised", text: "Left bed 02:10, not back after 20 min" },
    { at: "2026-01-05T02:41:00Z", event: "note", text: "Back in bed 02:41" },
  ],
};
const fallen: ExpectedAlarm = {
  ...exit,
  rule: "fall",
  priority: "critical",
  timeline: [{ at: exit.raisedAt, event: "raised", text: "Fall detected" }],
};
const differ = (expected: ExpectedAlarm[], came: ExpectedAlarm[]) =>
  differenceLines({ alarms: expected }, { alarms: came }, "Europe/London");

describe("expected alarms of a replay", () => {
  test("are written from the raised alarms without the actions of staff, and read back unchanged", () => {
    const alarm: ApiAlarm = {
      ...exit,
      id: "1",
      homeName: "Mill Lane",
      state: "closed",
      sentence: "Left bed",
      raisedAt: "2026-01-05T02:30:00.480Z",
      rings: 1,
      timeline: [
        ...exit.timeline.map((line) => ({ ...line, by: null })),
        { at: "2026-01-05T03:00:00.000Z", event: "claimed", text: "", by: "Robin" },
        { at: "2026-01-05T03:01:00.000Z", event: "closed", text: "falseAlarm", by: "Robin" },
      ],
    };
    const written = expectedOf([alarm]);
    expect(written).toEqual({ alarms: [exit] });
    expect(readExpected(JSON.stringify(written), known)).toEqual(written);
    expect(differ(written.alarms, [exit])).toEqual([]);
  });

  test("are compared with the raised alarms: each missing, unexpected or different alarm has its own line", () => {
    const later: ExpectedAlarm = {
      ...exit,
      priority: "critical",
      raisedAt: "2026-01-05T02:30:08Z",
      timeline: [{ at: "2026-01-05T02:30:08Z", event: "raised", text: "Left bed 02:10, not back after 20 min" }],
    };
    expect(differ([exit, fallen], [later, { ...fallen, home: "Other" }])).toEqual([
      "~ 2026-01-05 02:30:00  Mill Lane: bedExit (urgent) Left bed 02:10, not back after 20 min",
      "    8 s later, at 2026-01-05 02:30:08",
      "    is critical, expected urgent",
      '    timeline - 2026-01-05 02:30:00 raised "Left bed 02:10, not back after 20 min"',
      '    timeline - 2026-01-05 02:41:00 note "Back in bed 02:41"',
      '    timeline + 2026-01-05 02:30:08 raised "Left bed 02:10, not back after 20 min"',
      "- 2026-01-05 02:30:00  Mill Lane: fall (critical) Fall detected: was not raised",
      "+ 2026-01-05 02:30:00  Other: fall (critical) Fall detected: was not expected",
    ]);
  });

  test("with one missing timeline line differ in that line only, not in the lines after it", () => {
    const line = (minute: number, text: string) => ({ at: `2026-01-05T02:${minute}:00Z`, event: "rangAgain" as const, text });
    const long = { ...exit, timeline: [...exit.timeline.slice(0, 1), ...[31, 32, 33, 34].map((one) => line(one, `Movement ${one}`))] };
    const without = (...gone: number[]) => ({ ...long, timeline: long.timeline.filter((_, place) => !gone.includes(place)) });
    const said = (expected: ExpectedAlarm, came: ExpectedAlarm) => differ([expected], [came]).slice(1);
    expect(said(without(1), long)).toEqual(['    timeline + 2026-01-05 02:31:00 rangAgain "Movement 31"']);
    expect(said(long, without(4))).toEqual(['    timeline - 2026-01-05 02:34:00 rangAgain "Movement 34"']);
    expect(said(without(3), without(1))).toEqual([
      '    timeline - 2026-01-05 02:31:00 rangAgain "Movement 31"',
      '    timeline + 2026-01-05 02:33:00 rangAgain "Movement 33"',
    ]);
    const otherWords = { ...long, timeline: long.timeline.with(2, line(32, "Front door opened")) };
    expect(said(long, otherWords)).toEqual([
      '    timeline - 2026-01-05 02:32:00 rangAgain "Movement 32"',
      '    timeline + 2026-01-05 02:32:00 rangAgain "Front door opened"',
    ]);
  });

  test("may give times with any offset and with fractions of a second", () => {
    const elsewhere = { ...fallen, raisedAt: "2026-01-05T03:30:00.900+01:00" };
    expect(readExpected(JSON.stringify({ alarms: [elsewhere] }), known)).toEqual({ alarms: [fallen] });
  });

  test("differ when an alarm is expected twice and raised once, or expected once and raised twice", () => {
    expect(differ([exit, exit], [exit])).toHaveLength(1);
    expect(differ([exit], [exit, exit])).toEqual([expect.stringContaining("was not expected")]);
  });

  test("match in any order", () => {
    expect(differ([fallen, exit], [exit, fallen])).toEqual([]);
  });

  test.each([
    ["that is not JSON", "{", "not JSON"],
    ["without alarms", "{}", "alarms: "],
    [
      "with an unknown rule",
      JSON.stringify({ alarms: [fallen, { ...exit, rule: "bedExitt" }] }),
      "alarms.1.rule: there is no rule bedExitt",
    ],
    ["with an unknown priority", JSON.stringify({ alarms: [{ ...exit, priority: "loud" }] }), "alarms.0.priority: "],
    ["with an unknown field", JSON.stringify({ alarms: [{ ...exit, episode: "x" }] }), "alarms.0: "],
    [
      "with alarms of another home",
      JSON.stringify({ alarms: [exit, { ...fallen, home: "Church Walk" }] }),
      'the alarms are of "Church Walk", but the home is "Mill Lane"',
    ],
    [
      "with a local time",
      JSON.stringify({ alarms: [{ ...exit, raisedAt: "2026-01-05 02:30" }] }),
      "alarms.0.raisedAt: a time with its offset is expected, such as 2011-06-20T01:30:00Z",
    ],
    [
      "with the keys of version 0.2",
      JSON.stringify({ alarms: [{ rule: "fall", home: "Mill Lane", raisedAt: fallen.raisedAt, strength: "critical", story: [] }] }),
      "its keys strength and story are now called priority and timeline: write the file again with --write-expected",
    ],
    ["that holds a bare list", "[]", "the file, as --write-expected writes it: an object ({ … }) is expected"],
    ["that holds an empty object", "{}", "alarms: it is missing"],
    [
      "with an empty timeline",
      JSON.stringify({ alarms: [{ ...exit, timeline: [] }] }),
      "alarms.0.timeline: a timeline needs at least the line that says why the alarm was raised",
    ],
  ])("a file %s is refused, and the message names the faulty part", (_, text, said) => {
    expect(() => readExpected(text, known)).toThrow(ExpectedUnreadable);
    expect(() => readExpected(text, known)).toThrow(said);
  });
});
