import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { playStream } from "#app/score/playedStream.ts";
import { faults } from "#device-sim/faults/all.ts";
import { bedNoReturn } from "#device-sim/injections/bedNoReturn.ts";
import { leaveHome } from "#device-sim/injections/leaveHome.ts";
import type { Overlays } from "#device-sim/overlays.ts";
import { prepareStream } from "#device-sim/replay/preparedStream.ts";
import { isWhole, replayRecording } from "#device-sim/replay/replayRecording.ts";
import { weekdays } from "#domain/time/wallClock.ts";
import { planFrom } from "#rules/plan/planTemplates.ts";
import { madeEvents } from "#tests/unit/device-sim/madeRecording.ts";
import { recordingTown } from "../setup/recordingTown.ts";
import { evening, runReplay } from "../setup/replayCommandRun.ts";

const town = recordingTown();

const london = "Europe/London";
const dementia = planFrom("dementia");
const backlog = { name: "line down", from: "02:00", to: "03:30", days: [...weekdays] };
const laid: [name: string, overlays: Overlays][] = [
  ["no overlay", {}],
  ["readings out of order, some twice", { reorderMs: 30_000, duplicate: 0.05 }],
  ["a line outage at night", { backlog }],
  ["clocks that are ahead", { skewMs: 90_000 }],
  ["clocks that are far behind", { skewMs: -600_000, reorderMs: 5_000 }],
  ["readings that arrive up to 10 minutes late", { reorderMs: 600_000 }],
  ["all overlays", { backlog, skewMs: 90_000, reorderMs: 30_000, duplicate: 0.05, dropHeartbeats: 0.3 }],
  ["every fault of sensors, clocks and messages", { faults: faults.map(({ name }) => name) }],
];

describe("a recording with injected events and overlays", () => {
  test.each(laid)(
    "%s: a replay through the broker raises the same alarms as one in process, to the second, and stores each reading once",
    async (name, overlays) => {
      const at = (wall: string) => Temporal.PlainDateTime.from(wall);
      const injected = [
        { injection: bedNoReturn, wall: at("2019-05-08T02:10") },
        { injection: leaveHome, wall: at("2019-05-09T01:15") },
      ];
      const changes = { injected, overlays, seed: 4 };
      const report = await replayRecording({
        api: town.api,
        mqttUrl: town.service.service.mqttUrl,
        recording: { events: madeEvents(3), boot: "made" },
        home: { name: `Changed: ${name}`, timezone: london },
        plan: dementia,
        changes,
      });
      expect(isWhole(report)).toBe(true);
      expect(report.quarantined).toBe(0);
      if (overlays.duplicate !== undefined) expect(report.sent).toBeGreaterThan(report.readings);
      const second = (time: string | number) => new Date(Math.floor(new Date(time).getTime() / 1000) * 1000).toISOString();
      const played = playStream(prepareStream(madeEvents(3), london, changes), dementia);
      expect(played.faults).toEqual([]);
      // Compared line by line: no operator closes an alarm, so an alarm of the next night joins the open one.
      const expected = played.alarms.flatMap(({ rule, timeline }) => timeline.map(({ at, text }) => `${second(at)} ${rule} ${text}`));
      const came = report.alarms.flatMap(({ rule, timeline }) => timeline.map(({ at, text }) => `${second(at)} ${rule} ${text}`));
      expect(came.toSorted()).toEqual(expected.toSorted());
      expect(report.alarms.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["bedExit", "nightWandering"]));
    },
  );
});

describe("linkline replay with expected alarms", () => {
  const run = (...args: string[]) => runReplay(town.service, ...args);
  const format = ["--format", "casas", "--timezone", "America/Los_Angeles"];

  test("writes them to a file, and the next run of the same recording matches them", async () => {
    const path = await evening(town.folder, "written.data");
    const file = join(town.folder, "expected.json");
    const written = await run(path, ...format, "--name", "Evening", "--write-expected", file);
    expect(written.exitCode).toBe(0);
    expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({
      alarms: [{ rule: "nightWandering", home: "Evening", raisedAt: "2019-05-07T06:30:00Z", priority: "urgent", technical: false }],
    });
    const again = await run(path, ...format, "--name", "Evening", "--expect", file);
    expect(again.out).toContain("as expected    yes");
    expect(again.exitCode).toBe(0);
  });

  test("exits with 1 and names each difference from them", async () => {
    const path = await evening(town.folder, "otherwise.data");
    const file = join(town.folder, "otherwise.json");
    await run(path, ...format, "--name", "Otherwise", "--write-expected", file);
    const expected = (await readFile(file, "utf8")).replace('"priority": "urgent"', '"priority": "critical"');
    await writeFile(file, expected);
    const compared = await run(path, ...format, "--name", "Otherwise", "--expect", file);
    expect(compared.exitCode).toBe(1);
    expect(compared.out).toContain("as expected    NO\n~ 2019-05-06 23:30:00  Otherwise: nightWandering (critical)");
    expect(compared.out).toContain("is urgent, expected critical");
  });

  test("refuses an unknown rule in them before it sends a reading", async () => {
    const path = await evening(town.folder, "unknown.data");
    const file = join(town.folder, "unknown.json");
    const timeline = [{ at: "2019-05-07T06:30:00Z", event: "raised", text: "x" }];
    await writeFile(
      file,
      JSON.stringify({ alarms: [{ rule: "nightDoor", home: "x", raisedAt: timeline[0]?.at, priority: "urgent", timeline }] }),
    );
    const refused = await run(path, ...format, "--name", "Never made", "--expect", file);
    expect(refused).toMatchObject({ exitCode: 1, out: "" });
    expect(refused.errors).toContain("alarms.0.rule: there is no rule nightDoor");
    expect((await Array.fromAsync(town.api.homes("test"))).map(({ name }) => name)).not.toContain("Never made");
  });
});

describe("linkline replay before it sends a reading", () => {
  const run = (...args: string[]) => runReplay(town.service, ...args);
  const format = ["--format", "casas"];

  test("refuses an unwritable file for expected alarms in one sentence", async () => {
    const nowhere = join(town.folder, "nowhere", "expected.json");
    const refused = await run(await evening(town.folder, "unwritable.data"), ...format, "--write-expected", nowhere);
    expect(refused).toMatchObject({ exitCode: 1, connected: false, out: "" });
    expect(refused.errors.trim()).toBe(`${nowhere} cannot be written (ENOENT)`);
  });

  test("neither creates nor changes the file of expected alarms if it refuses the recording", async () => {
    const file = join(town.folder, "untouched.json");
    await run(join(town.folder, "no such recording"), ...format, "--write-expected", file);
    await expect(readFile(file)).rejects.toThrow("ENOENT");
    await writeFile(file, "kept");
    await run(join(town.folder, "no such recording"), ...format, "--write-expected", file);
    expect(await readFile(file, "utf8")).toBe("kept");
  });

  test("refuses expected alarms of another home, given by name or by id", async () => {
    const path = await evening(town.folder, "other.data");
    const file = join(town.folder, "other.json");
    await run(path, ...format, "--name", "One home", "--write-expected", file);
    const named = await run(path, ...format, "--name", "Another home", "--expect", file);
    expect(named).toMatchObject({ exitCode: 1, out: "" });
    expect(named.errors).toContain('the alarms are of "One home", but the home is "Another home"');
    expect((await Array.fromAsync(town.api.homes("test"))).map(({ name }) => name)).not.toContain("Another home");
    const { id } = await town.api.createHome({ name: "A third home", mode: "test" });
    const byId = await run(path, ...format, "--home", id, "--expect", file);
    expect(byId.errors).toContain('but the home is "A third home"');
    expect(await town.api.counts(id)).toEqual({ readings: 0, quarantined: 0 });
  });

  test("refuses a home id that is not a number", async () => {
    const refused = await run(await evening(town.folder, "no-id.data"), ...format, "--home", "x");
    expect(refused).toMatchObject({ exitCode: 1, connected: false });
    expect(refused.errors).toContain("a home's id is a number");
  });
});

describe("linkline replay with a speed, a plan or an injected event", () => {
  const run = (...args: string[]) => runReplay(town.service, ...args);

  test("sends at the intervals of the recording divided by the speed", async () => {
    const { out } = await run(await evening(town.folder, "paced.data"), "--format", "casas", "--limit", "100", "--speed", "1000", "--json");
    const seconds = (99 * 15) / 1000;
    expect(JSON.parse(out)).toMatchObject({ sent: 100, acknowledged: 100 });
    expect(JSON.parse(out).seconds).toBeGreaterThanOrEqual(seconds);
  });

  const noNights = async () => {
    const file = join(town.folder, "plan.json");
    await writeFile(file, JSON.stringify({ ...dementia, name: "No nights", rules: {}, absenceSuspends: [] }));
    return file;
  };

  test("gives the home the plan, and a changed plan with the next recording", async () => {
    const path = await evening(town.folder, "planned.data");
    const quiet = JSON.parse((await run(path, "--format", "casas", "--name", "Planned", "--plan", await noNights(), "--json")).out);
    expect(quiet.alarms).toEqual([]);
    expect((await town.api.plan(quiet.home.id)).plan.name).toBe("No nights");
    const other = await evening(town.folder, "planned-too.data", [], "2019-05-07");
    await run(other, "--format", "casas", "--name", "Planned", "--plan", "dementia");
    await run(other, "--format", "casas", "--name", "Planned", "--plan", "dementia");
    expect(await town.api.plan(quiet.home.id)).toMatchObject({ version: 2, plan: { name: "Living with dementia" } });
  });

  test("refuses readings that the home received under another plan, because the alarms belong to that plan", async () => {
    const path = await evening(town.folder, "stale.data");
    const file = join(town.folder, "stale.json");
    const named = [path, "--format", "casas", "--timezone", "America/Los_Angeles", "--name", "Stale"];
    const first = JSON.parse((await run(...named, "--limit", "602", "--plan", "dementia", "--write-expected", file, "--json")).out);
    expect(first.alarms).toHaveLength(1);
    const changed = await run(...named, "--plan", await noNights(), "--expect", file);
    expect(changed).toMatchObject({ exitCode: 1, out: "" });
    expect(changed.errors).toContain(
      `"Stale" (home ${first.home.id}) received 602 of these readings under another plan (Living with dementia)`,
    );
    expect(await town.api.plan(first.home.id)).toMatchObject({ version: 1, plan: { name: "Living with dementia" } });
    // The same plan is accepted, named or not, until a user changes the plan of the home.
    expect((await run(...named, "--plan", "dementia", "--expect", file)).out).toContain("as expected    yes");
    expect((await run(...named, "--expect", file)).out).toContain("as expected    yes");
    await town.api.setPlan(first.home.id, { ...dementia, rules: {}, absenceSuspends: [] }, "a trial");
    expect((await run(...named, "--expect", file)).errors).toContain("under another plan (Living with dementia)");
    await town.api.setPlan(first.home.id, dementia, "the trial is over");
    expect((await run(...named, "--expect", file)).out).toContain("as expected    yes");
  });

  test("without a home name uses one home for each plan", async () => {
    const path = await evening(town.folder, "each.data");
    const homeUnder = async (...plan: string[]) => JSON.parse((await run(path, "--format", "casas", "--json", ...plan)).out).home;
    const [unplanned, guarded, quiet] = [
      await homeUnder(),
      await homeUnder("--plan", "dementia"),
      await homeUnder("--plan", await noNights()),
    ];
    expect(new Set([unplanned.id, guarded.id, quiet.id]).size).toBe(3);
    expect(guarded.name).toMatch(/^each\.data \(rec-[0-9a-f]{12}, Living with dementia [0-9a-f]{6}\)$/);
    expect((await homeUnder("--plan", "dementia")).id).toBe(guarded.id);
  });

  test("stores only the additional readings when a longer part of a recording follows a shorter one", async () => {
    const path = await evening(town.folder, "longer.data");
    const part = async (limit: string) =>
      JSON.parse(
        (await run(path, "--format", "casas", "--name", "Longer", "--inject", "fall@2019-05-06T20:30:10", "--limit", limit, "--json")).out,
      );
    const first = await part("300");
    const more = await part("400");
    expect(more).toMatchObject({ added: more.sent - first.sent, stored: more.sent, newAlarms: 0 });
    const again = await part("300");
    expect(again).toMatchObject({ added: 0, sent: first.sent, stored: first.sent, newAlarms: 0 });
  });

  test.each([
    ["an unknown template", "dementias", "dementias is not a template (dementia, falls, hospital, basic)"],
    ["a file that is not a plan", "package.json", "package.json:\n"],
  ])("refuses %s as a plan before it sends a reading", async (_, plan, said) => {
    const refused = await run(await evening(town.folder, "refused.data"), "--format", "casas", "--plan", plan);
    expect(refused).toMatchObject({ exitCode: 1, connected: false });
    expect(refused.errors).toContain(said);
  });

  test("raises the alarm of an injected event at its time, and refuses an event outside the recording", async () => {
    const path = await evening(town.folder, "injected.data");
    const { out } = await run(path, "--format", "casas", "--inject", "fall@2019-05-06T21:00", "--timezone", london, "--json");
    const report = JSON.parse(out);
    expect(report.alarms.map(({ rule, raisedAt }: { rule: string; raisedAt: string }) => [rule, raisedAt])).toContainEqual([
      "fall",
      "2019-05-06T20:00:00.000Z",
    ]);
    const outside = await run(path, "--format", "casas", "--inject", "fall@2019-05-07T21:00");
    expect(outside.exitCode).toBe(1);
    expect(outside.errors).toContain("lies outside the recording, which goes from 2019-05-06T20:00:00 to 2019-05-06T23:30:04");
  });
});
