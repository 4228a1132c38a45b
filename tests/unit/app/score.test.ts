import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { scoreCommand } from "#app/commands/score.ts";
import { foundOf, recallOf } from "#app/score/found.ts";
import { eventsOfEveryNight, recordedNights } from "#app/score/recordedNights.ts";
import { scoreRecording } from "#app/score/score.ts";
import { homesText, scoreCaveat, scoreText } from "#app/score/scoreText.ts";
import { casasInBed } from "#device-sim/formats/casasBed.ts";
import { withDerivedBed } from "#device-sim/formats/derivedBed.ts";
import { loadRecording, type RecordingFormat } from "#device-sim/formats/recordingFile.ts";
import { fall } from "#device-sim/injections/fall.ts";
import { plan } from "#domain/plan.ts";
import type { PlayedAlarm } from "#rules/compare/playback.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";
import { madeEvents, madeNights } from "../device-sim/madeRecording.ts";

const london = "Europe/London";
const dementia = planFrom("dementia");
const events = withDerivedBed(madeEvents(4), casasInBed(madeNights(4)));
const scored = (more: Partial<Parameters<typeof scoreRecording>[0]> = {}) =>
  scoreRecording({ events, timezone: london, plan: dementia, inject: "every", overlays: {}, seed: 1, ...more });

describe("a score", () => {
  test("of quiet nights has no false alarm and finds every injected event at its limit", () => {
    const score = scored();
    expect(score.nights).toBe(4);
    expect(score.falseAlarms).toEqual([]);
    expect(score.recall.map(({ rule, what, events, foundAtLimit }) => [rule, what, events, foundAtLimit])).toEqual([
      ["bedExit", "not back in bed", 4, 4],
      ["nightWandering", "at the door", 4, 4],
      ["nightWandering", "not seen indoors", 4, 4],
      ["fall", "fallen", 4, 4],
    ]);
    const text = scoreText(score, ["a heading"]);
    expect(text).toContain(scoreCaveat);
    expect(text).toMatch(/bed-no-return +bedExit +urgent +not back in bed +20 min +4 of 4 +0 +4 +0 s to 0 s/);
  });

  test("counts an alarm of the recording as false, by rule and per night", () => {
    const early = plan.parse({ ...dementia, rules: { ...dementia.rules, bedExit: { exitMinutes: 5, movementAddsMinutes: 1 } } });
    expect(scored({ plan: early, inject: [] }).falseAlarms).toMatchObject([{ rule: "bedExit", perNight: 1, byPriority: { urgent: 4 } }]);
  });

  test("lists an alarm whose priority was raised at its first time with its first text, and the later text at its own time", () => {
    const at = (wall: string) => Temporal.PlainDateTime.from(wall).toZonedDateTime(london).epochMilliseconds;
    const timeline = [
      { at: at("2019-05-08T02:10"), event: "raised" as const, text: "Out of bed 02:10", priority: "advisory" as const },
      { at: at("2019-05-08T02:12"), event: "rangAgain" as const, text: "Movement 02:12", priority: "advisory" as const },
      { at: at("2019-05-08T02:13"), event: "priorityRaised" as const, text: "Front door opened 02:13", priority: "urgent" as const },
    ];
    const wandering = { rule: "nightWandering", priority: "urgent" as const, technical: false, sentence: "Front door opened 02:13" };
    const grown = { ...wandering, raisedAt: timeline[0]?.at ?? 0, timeline } as unknown as PlayedAlarm;
    const lines = scoreText({ ...scored({ inject: [] }), alarms: [grown] }, []).split("\n");
    expect(lines.filter((line) => /^ {2}2019-/.test(line))).toEqual([
      "  2019-05-08 02:10:00  nightWandering (urgent): Out of bed 02:10",
      "  2019-05-08 02:13:00    priority raised: Front door opened 02:13",
    ]);
  });

  test("reports an event for which the plan does not watch, and does not count it as missed", () => {
    const { bedExit: _, ...rules } = dementia.rules;
    const score = scored({ plan: plan.parse({ ...dementia, rules }) });
    expect(score.recall.map(({ event }) => event)).not.toContain("bed-no-return");
    expect(scoreText(score, [])).toContain("4 more events, for which this plan does not watch: bed-no-return");
  });

  test("ignores the dates of the plan: a plan that starts later or has ended gives the same score", () => {
    const starts = plan.parse({ ...dementia, starts: "2027-10-01" });
    const ended = plan.parse({ ...dementia, ends: "2018-01-01" });
    const undated = scored();
    expect(undated.recall[0]?.found).toBe(4);
    expect(scored({ plan: starts })).toEqual(undated);
    expect(scored({ plan: ended })).toEqual(undated);
  });

  test("reports how late an event is found when the line is down", () => {
    const window = { name: "line down", from: "02:00", to: "03:30", days: ["wed" as const] };
    const wall = Temporal.PlainDateTime.from("2019-05-08T02:10");
    const score = scored({ inject: [{ injection: fall, wall }], overlays: { backlog: window } });
    expect(score.recall).toMatchObject([{ event: "fall", found: 1, foundAtLimit: 0, mostDelaySeconds: 80 * 60 }]);
  });

  test("injects one event of each kind into each recorded night, at times that depend on the seed", () => {
    const [from, to] = [Date.parse("2019-05-06T23:00:00Z"), Date.parse("2019-05-09T22:00:00Z")];
    const heardAt = [1, 25, 49].map((hours) => from + hours * 3_600_000);
    const span = { from, to, timezone: london, heardAt };
    expect(recordedNights(span)).toEqual(["2019-05-06", "2019-05-07", "2019-05-08"]);
    const injected = eventsOfEveryNight(span, 1);
    expect(injected).toHaveLength(9);
    for (const { wall } of injected)
      expect(wall.toPlainTime().toString() >= "00:30" && wall.toPlainTime().toString() <= "04:30:00").toBe(true);
    expect(eventsOfEveryNight(span, 1)).toEqual(injected);
    expect(eventsOfEveryNight(span, 2)).not.toEqual(injected);
  });
});

test("a score counts only the nights that have readings: a gap of two nights makes no plan look better", () => {
  const inGap = ({ wall }: { wall: Temporal.PlainDateTime }) => wall.toString() >= "2019-05-07T21" && wall.toString() < "2019-05-09T12";
  const score = scored({ events: events.filter((event) => !inGap(event)) });
  expect(score.nights).toBe(2);
  expect(score.recall.map(({ events }) => events)).toEqual([2, 2, 2, 2]);
  expect(score.events.map(({ wall }) => wall.slice(0, 10))).not.toContain("2019-05-08");
});

describe("a score of a stream with faults", () => {
  const blips = { faults: ["blips"] };

  test("says what the faults add, and is the same for the same seed", () => {
    const clean = scored({ inject: [] });
    const faulty = scored({ inject: [], overlays: { faults: ["pulsing-mats"] }, seed: 2 });
    expect(clean.extra).toBeNull();
    const added = faulty.falseAlarms.map(({ rule, rings }) => ({ rule, rings }));
    expect(added.length).toBeGreaterThan(0);
    expect(faulty.extra).toMatchObject(added);
    expect(scored({ inject: [], overlays: { faults: ["pulsing-mats"] }, seed: 2 })).toEqual(faulty);
  });

  test("injects the same events as without the faults", () => {
    const times = ({ events }: ReturnType<typeof scored>) => events.map(({ event, wall }) => `${event} ${wall}`);
    expect(times(scored({ overlays: blips }))).toEqual(times(scored()));
  });
});

test("the scores of several homes have one line each, with their worst week", () => {
  const early = plan.parse({ ...dementia, rules: { ...dementia.rules, bedExit: { exitMinutes: 5, movementAddsMinutes: 1 } } });
  const text = homesText([
    { recording: "quiet.data", score: scored() },
    { recording: "loud.data", score: scored({ plan: early, inject: [] }) },
  ]);
  expect(text).toMatch(/quiet\.data +4 +0 +0\.00 +0 +16 +16 +16\n +loud\.data +4 +4 +1\.00 +4 +0 +0 +0$/);
});

describe("an event whose alarm rings", () => {
  const countedFrom = Date.parse("2026-01-05T02:00:00Z");
  const promised = { rule: "bedExit", priority: "urgent" as const, what: "not back in bed", countedFrom, limitSeconds: 1200 };
  const rangAfter = (seconds: number) => {
    const at = countedFrom + seconds * 1000;
    const timeline = [{ at, event: "raised" as const, text: "", priority: "urgent" as const }];
    const alarm: PlayedAlarm = {
      rule: "bedExit",
      episode: "2",
      priority: "urgent",
      technical: false,
      deviceId: null,
      rings: 1,
      doubtful: false,
      firstResponder: "carer",
      priorityRaisedAt: at,
      sentence: "",
      raisedAt: at,
      endedAt: null,
      timeline,
    };
    const found = [foundOf(promised, [alarm], countedFrom + 3_600_000)];
    return recallOf([{ event: "bed-no-return", found }])[0];
  };

  test.each([
    [1200, 0, 1],
    [1201, 0, 1],
    [1201.5, 0, 0],
    [1199.9, 1, 0],
    [600, 1, 0],
  ])("after %d s with a limit of 1200 s counts as found, %d times early and %d times at its limit", (seconds, foundEarly, foundAtLimit) => {
    expect(rangAfter(seconds)).toMatchObject({ found: 1, foundEarly, foundAtLimit });
  });
});

describe("linkline score --inject", () => {
  const refusal = async (...given: string[]): Promise<string> => {
    let said = "";
    const command = scoreCommand()
      .exitOverride()
      .configureOutput({ writeErr: (text) => (said += text) });
    const file = ["/nowhere.data", "--format", "casas", "--plan", "basic"];
    await command.parseAsync([...file, ...given.flatMap((event) => ["--inject", event])], { from: "user" }).catch(() => {});
    return said;
  };

  test.each([
    ["none", "every"],
    ["every", "none"],
    ["none", "fall@2011-06-20T02:10"],
    ["fall@2011-06-20T02:10", "every"],
    ["every", "fall@2011-06-20T02:10"],
    ["every", "every"],
  ])("%s combined with %s is refused", async (...given) => {
    expect(await refusal(...given)).toMatch(/(none|every) cannot be combined/);
  });

  test.each([[[]], [["none"]], [["every"]], [["fall@2011-06-20T02:10", "fall@2011-06-21T02:10"]]])("%j is accepted", async (given) => {
    expect(await refusal(...given)).toContain("/nowhere.data");
  });
});

const recordings: [name: string, file: string, format: RecordingFormat, nights: number][] = [
  ["casas-al", "casas-al/june.data", "casas", 16],
  ["kasteren-a", "kasteren-a/houseA.sensors", "kasteren", 23],
];

describe.each(recordings)("the default plan for dementia on %s (skipped where the recording is absent)", (name, file, format, nights) => {
  const path = resolve(import.meta.dirname, "../../../../shared/data", file);
  test.skipIf(!existsSync(path))(
    "finds every injected event at its limit, and no urgent alarm is false in the nights of casas-al",
    { timeout: 120_000 },
    async () => {
      const recording = await loadRecording(path, format, { deriveBed: true });
      const score = scored({ events: recording.events });
      expect(score.nights).toBe(nights);
      for (const row of score.recall) expect(row, `${row.event}: ${row.what}`).toMatchObject({ events: nights, foundAtLimit: nights });
      if (name !== "casas-al") return;
      const loud = score.alarms.filter(({ priority }) => priority === "urgent" || priority === "critical");
      expect(loud).toEqual([]);
    },
  );
});
