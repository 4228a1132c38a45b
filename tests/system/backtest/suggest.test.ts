import { afterAll, describe, expect, test } from "vitest";
import { suggestCommand } from "#app/commands/suggest.ts";
import { type SuggestedSettings, suggestedSettings } from "#domain/suggest/suggestedSettings.ts";
import { runCommand } from "../setup/commandLine.ts";
import { startTestService } from "../setup/service.ts";

const town = await startTestService();
afterAll(() => town.stop());

const night = { name: "night", from: "22:00", to: "07:00" };
const watched = { name: "Bed, door and mornings", rules: { bedExit: {}, doorOpen: {}, notUp: {} }, windows: [night] };
const minuteMs = 60_000;

/**
 * A test home with fourteen nights in bed from 21:45 to 07:30, then in the kitchen. In the nights given, the person is out of the bed from 00:40 for so
 * many minutes.
 */
async function homeWithTrips(
  trips: Readonly<Record<number, number>>,
  { nights = 14, afterTrip = async () => {} }: { nights?: number; afterTrip?: (home: string, day: number) => Promise<void> } = {},
): Promise<string> {
  const { id } = await town.home({ mode: "test", timezone: "Etc/UTC", plan: watched });
  const unit = async (facts: object) => {
    const device = await town.device(id, { ...facts, expectedIntervalSeconds: null });
    const mqtt = await town.unit(device);
    let seq = 0;
    return (at: number, value: object) => {
      const sent = new Date(at).toISOString();
      return mqtt.publishAsync(device.mqtt.topic, JSON.stringify({ ...value, at: sent, sentAt: sent, seq: ++seq, boot: "b" }), { qos: 1 });
    };
  };
  const bed = await unit({ kind: "bed", name: "Bed sensor", room: "Bedroom" });
  const kitchen = await unit({ kind: "motion", name: "Motion sensor", room: "Kitchen" });
  await unit({ kind: "door", name: "Front door", room: "Hall", outside: true });
  for (let day = 1; day <= nights; day += 1) {
    const at = (hours: number, minutes = 0) => Date.UTC(2026, 5, day, hours, minutes);
    await bed(at(21, 45), { kind: "bed", occupied: true });
    const minutes = trips[day];
    if (minutes !== undefined) {
      await bed(at(24, 40), { kind: "bed", occupied: false });
      await bed(at(24, 40) + minutes * minuteMs, { kind: "bed", occupied: true });
      await afterTrip(id, day);
    }
    await bed(at(31, 30), { kind: "bed", occupied: false });
    for (const minute of [31, 33, 35]) {
      await kitchen(at(31, minute), { kind: "motion", detected: true });
      await kitchen(at(31, minute) + 5_000, { kind: "motion", detected: false });
    }
  }
  return id;
}

const ask = async (home: string, nights = 14): Promise<SuggestedSettings> => {
  const { status, body } = await town.call("supervisor", "GET", `/api/v1/homes/${home}/plan/suggestions?nights=${nights}`);
  expect(status).toBe(200);
  return suggestedSettings.parse(body);
};
const of = ({ items }: SuggestedSettings, rule: string) => items.find((one) => one.rule === rule);

describe("suggested settings", () => {
  const home = homeWithTrips({ 2: 22, 5: 24, 9: 33 });

  test("name the quickest wait that would have rung once in fourteen nights, and what it costs when she falls", async () => {
    const suggestions = await ask(await home);
    expect(suggestions).toMatchObject({ nights: 14, enough: true });
    const bed = of(suggestions, "bedExit");
    expect(bed).toMatchObject({ now: 20, suggested: 25, floor: 15, ceiling: 45, ringsNow: 3, ringsThen: 1, mostRings: 1 });
    expect(bed?.delay).toMatchObject({ nights: 5, foundNow: 5, foundThen: 5, leastMinutes: 5, mostMinutes: 5 });
    expect(bed?.difference?.alarms.map(({ change }) => change)).toEqual(["lost", "lost", "later"]);
    expect(bed?.words).toContain("With 25 min instead of 20 min it would have rung once.");
  });

  test("never go below the floor of a rule, also where it never rang", async () => {
    const door = of(await ask(await home), "doorOpen");
    expect(door).toMatchObject({ now: 15, suggested: 10, floor: 10, ringsNow: 0, ringsThen: 0 });
    expect(door?.delay).toMatchObject({ leastMinutes: -5, mostMinutes: -5 });
    expect(door?.words).toContain("5 min earlier");
  });

  test("change nothing: the live plan stays as it is", async () => {
    await ask(await home);
    const { body } = await town.call("supervisor", "GET", `/api/v1/homes/${await home}/plan`);
    expect(body.plan.rules.bedExit).toEqual({});
  });

  test("never lose an alarm that was needed: then no wait is suggested, and the sensors are the place to look", async () => {
    const closedAs = (day: number) => (day === 2 ? "genuine" : "reassurance");
    const id = await homeWithTrips(
      { 2: 22, 5: 24, 8: 33, 11: 34 },
      {
        afterTrip: async (home, day) => {
          const { body } = await town.call("admin", "GET", `/api/v1/alarms?state=open&home=${home}`);
          const closed = await town.call("admin", "POST", `/api/v1/alarms/${body.items[0].id}/close`, { outcome: closedAs(day) });
          expect(closed.status).toBe(200);
        },
      },
    );
    // Only 35 min and more would be quiet enough, and would lose the alarm of the second night.
    const bed = of(await ask(id), "bedExit");
    expect(bed).toMatchObject({ suggested: null, ringsNow: 3, ringsThen: null, difference: null });
    expect(bed?.words).toContain("No setting from 15 min to 45 min");
  });

  test("are for supervisors: an operator is refused", async () => {
    expect((await town.call("operator", "GET", `/api/v1/homes/${await home}/plan/suggestions`)).status).toBe(403);
  });
});

describe("linkline suggest", () => {
  const run = (...args: string[]) =>
    runCommand(
      suggestCommand(async () => ({ httpUrl: town.service.httpUrl, mqttUrl: town.service.mqttUrl, token: town.token })),
      ...args,
    );

  test("prints a table and a sentence for each rule, or all as JSON", async () => {
    const home = await homeWithTrips({ 3: 22, 6: 23 });
    const printed = await run("--home", home, "--nights", "14");
    expect(printed.exitCode).toBe(0);
    expect(printed.out).toMatch(/bedExit +exitMinutes +20 min +25 min +2 +0 +5 to 5 min/);
    expect(printed.out).toContain("Left bed and not back: It rang 2 times");
    const json = await run("--home", home, "--nights", "14", "--json");
    expect(suggestedSettings.parse(JSON.parse(json.out)).homeId).toBe(home);
  });

  test("says that three nights with readings are too few, and exits 1", async () => {
    const { out, exitCode } = await run("--home", await homeWithTrips({}, { nights: 3 }), "--nights", "14");
    expect(out).toMatch(/\d of the last 14 nights have readings, and 7 are needed/);
    expect(exitCode).toBe(1);
  });

  test.each([
    [["--home", "999999"], /404/],
    [["--home", "twelve"], /a home's id is a number/],
    [[], /required option '--home <id>'/],
    [["--home", "1", "--nights", "3"], /a whole number from 7 to 92/],
    [["--home", "1", "--plan", "basic"], /unknown option '--plan'/],
  ])("refuses %j in one sentence", async (args, said) => {
    const { out, errors, exitCode } = await run(...args);
    expect([out, exitCode]).toEqual(["", 1]);
    expect(errors.trim()).toMatch(said);
  });
});
