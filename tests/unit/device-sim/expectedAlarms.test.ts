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

  test("that are missing, unexpected or different each have a line of their own", () => {
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

  test("with one line missing in the timeline show that line, and not the lines after it", () => {
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

  test("are read with times of any offset, and with parts of a second", () => {
    const elsewhere = { ...fallen, raisedAt: "2026-01-05T03:30:00.900+01:00" };
    expect(readExpected(JSON.stringify({ alarms: [elsewhere] }), known)).toEqual({ alarms: [fallen] });
  });

  test("that are expected twice and raised once differ", () => {
    expect(differ([exit, exit], [exit])).toHaveLength(1);
    expect(differ([exit], [exit, exit])).toEqual([expect.stringContaining("was not expected")]);
  });

  test("in another order are equal", () => {
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
    ["with a priority that there is not", JSON.stringify({ alarms: [{ ...exit, priority: "loud" }] }), "alarms.0.priority: "],
    ["with a field too many", JSON.stringify({ alarms: [{ ...exit, episode: "x" }] }), "alarms.0: "],
    [
      "of another home than the one replayed to",
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
    ["that are a bare list", "[]", "the file, as --write-expected writes it: an object ({ … }) is expected"],
    ["that are not there", "{}", "alarms: it is missing"],
    [
      "without a timeline",
      JSON.stringify({ alarms: [{ ...exit, timeline: [] }] }),
      "alarms.0.timeline: a timeline needs at least the line that says why the alarm was raised",
    ],
  ])("%s are refused, and the message says where the fault is", (_, text, said) => {
    expect(() => readExpected(text, known)).toThrow(ExpectedUnreadable);
    expect(() => readExpected(text, known)).toThrow(said);
  });
});
