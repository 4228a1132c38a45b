import { describe, expect, test } from "vitest";
import { asHomeId } from "#domain/ids.ts";
import type { Json, Provisioned } from "../setup/service.ts";
import { timedTown } from "../setup/timedTown.ts";

// A winter night in London: 22:00 UTC is 22:00 on the wall.
const { clock, town, passes } = await timedTown("2026-11-21T22:00:00.000Z");
const minute = 60_000;

const plan = {
  name: "Nights",
  rules: { bedExit: { exitMinutes: 10 } },
  windows: [{ name: "night", from: "22:00", to: "07:00" }],
  absenceSuspends: ["bedExit"],
};
const inMinutes = (minutes: number): string => new Date(clock.now() + minutes * minute).toISOString();
const pathOf = (homeId: string): string => `/api/v1/homes/${homeId}/absences`;
const away = (homeId: string, absence: object) =>
  town.call("operator", "POST", pathOf(homeId), { kind: "inHospital", endsAt: inMinutes(120), ...absence });
const listed = async (homeId: string): Promise<Json[]> => (await town.call("operator", "GET", pathOf(homeId))).body.items;
const alarmsOf = async (homeId: string): Promise<Json[]> =>
  (await town.call("operator", "GET", `/api/v1/alarms?home=${homeId}&state=open`)).body.items;

interface Bedroom {
  id: string;
  pendant: Provisioned;
  says: (occupied: boolean) => Promise<unknown>;
  press: () => Promise<unknown>;
}

/** A home with a bed exit of ten minutes at night, whose bed is occupied. */
async function bedroom(home: object = {}): Promise<Bedroom> {
  const { id } = await town.home({ plan, ...home });
  const bed = await town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom" });
  const pendant = await town.device(id);
  const [sensor, button] = [await town.unit(bed), await town.unit(pendant)];
  let seq = 0;
  const says = (occupied: boolean) =>
    sensor.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", occupied, seq: ++seq, boot: "b" }), { qos: 1 });
  const press = () =>
    button.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true, seq: ++seq, boot: "p" }), { qos: 1 });
  await says(true);
  await passes(minute);
  return { id, pendant, says, press };
}

describe("an absence", () => {
  test("is stored with who set it, and suspends the rules that the plan names", async () => {
    const { id } = await bedroom();
    const { status, body } = await away(id, { note: "  Ward 7  " });
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^\d+$/),
      homeId: id,
      kind: "inHospital",
      startsAt: inMinutes(0),
      endsAt: inMinutes(120),
      suspends: ["bedExit"],
      note: "Ward 7",
      by: "Test operator",
      madeAt: inMinutes(0),
      endedAt: null,
      endedWhy: null,
      state: "lasting",
    });
    const later = await away(id, { kind: "onHoliday", startsAt: inMinutes(600), endsAt: inMinutes(900), suspends: [] });
    expect(later.body).toMatchObject({ state: "planned", suspends: [] });
    expect(await listed(id)).toEqual([later.body, body]);
    const page = (await town.call("operator", "GET", `${pathOf(id)}?limit=1`)).body;
    expect((await town.call("operator", "GET", `${pathOf(id)}?limit=1&cursor=${page.next}`)).body).toEqual({ items: [body], next: null });
  });

  test("is ended once by staff with a reason, and another may follow in its place", async () => {
    const { id } = await bedroom();
    const set = (await away(id, {})).body;
    await passes(5 * minute);
    const ended = await town.call("supervisor", "POST", `${pathOf(id)}/${set.id}/end`, { why: "Home early" });
    expect(ended).toMatchObject({
      status: 200,
      body: { endedAt: inMinutes(0), endedWhy: "Home early (ended by Test supervisor)", state: "over" },
    });
    for (const body of [{ why: "Again" }, undefined]) {
      const again = await town.call("supervisor", "POST", `${pathOf(id)}/${set.id}/end`, body);
      expect([again.status, again.body.error.code]).toEqual([409, "over"]);
    }
    expect((await town.call("supervisor", "POST", `${pathOf(id)}/999999/end`, {})).status).toBe(404);
    const elsewhere = await town.home();
    expect((await town.call("supervisor", "POST", `${pathOf(elsewhere.id)}/${set.id}/end`, {})).status).toBe(404);

    const planned = await away(id, { startsAt: inMinutes(60) });
    expect(planned.status).toBe(201);
    expect((await town.call("operator", "POST", `${pathOf(id)}/${planned.body.id}/end`, {})).body.state).toBe("over");
    expect((await away(id, { startsAt: inMinutes(60) })).status).toBe(201);
    // For the rules, a cancelled or ended absence is over.
    expect(town.service.registry.home(asHomeId(id))?.absences.filter((one) => one.endedAt === null)).toHaveLength(1);
  });

  test("cannot be ended after it has ended by itself", async () => {
    const { id } = await bedroom();
    const { body } = await away(id, { endsAt: inMinutes(5) });
    await passes(6 * minute);
    expect((await town.call("operator", "POST", `${pathOf(id)}/${body.id}/end`, {})).status).toBe(409);
    expect((await listed(id))[0]).toMatchObject({ state: "over", endedAt: null });
  });
});

describe("an absence at fault is refused, and each fault is named with its path", () => {
  test.each<[string, () => object, string[]]>([
    ["an end before its start", () => ({ startsAt: inMinutes(60), endsAt: inMinutes(30) }), ["endsAt"]],
    ["an end at its start", () => ({ startsAt: inMinutes(60), endsAt: inMinutes(60) }), ["endsAt"]],
    ["a start and an end in the past", () => ({ startsAt: inMinutes(-60), endsAt: inMinutes(-30) }), ["endsAt"]],
    ["an end in the past", () => ({ endsAt: inMinutes(-1) }), ["endsAt"]],
    ["no end", () => ({ endsAt: undefined }), ["endsAt"]],
    ["an end without a zone", () => ({ endsAt: "2026-11-29T08:00:00" }), ["endsAt"]],
    ["an end that is not a time", () => ({ endsAt: "Friday" }), ["endsAt"]],
    ["a day that does not exist", () => ({ endsAt: "2027-02-30T08:00:00Z" }), ["endsAt"]],
    ["a start years in the past", () => ({ startsAt: "2020-01-01T00:00:00Z" }), ["startsAt"]],
    ["an end many years ahead", () => ({ endsAt: "2090-01-01T00:00:00Z" }), ["endsAt"]],
    ["a NUL in the note", () => ({ note: "Ward\0" }), ["note"]],
    ["an unknown kind", () => ({ kind: "asleep" }), ["kind"]],
    ["suspended button presses", () => ({ suspends: ["bedExit", "sosPress"] }), ["suspends.1"]],
    ["suspended falls", () => ({ suspends: ["fall"] }), ["suspends.0"]],
    ["suspended device rules", () => ({ suspends: ["silence"] }), ["suspends.0"]],
    ["an unknown rule", () => ({ suspends: ["kettle"] }), ["suspends.0"]],
    ["several at once", () => ({ suspends: ["kettle", "fall"], endsAt: inMinutes(-1) }), ["endsAt", "suspends.0", "suspends.1"]],
  ])("%s", async (_name, wrong, paths) => {
    const { id } = await town.home();
    const { status, body } = await away(id, wrong());
    expect([status, body.error.code]).toEqual([422, "invalid"]);
    expect(body.error.details.map((one: Json) => one.path).sort()).toEqual(paths);
    expect(await listed(id)).toEqual([]);
  });

  test("an absence that overlaps with another of the same home; one that follows it is accepted", async () => {
    const [{ id }, other] = [await town.home(), await town.home()];
    await away(id, { startsAt: inMinutes(60), endsAt: inMinutes(120) });
    for (const [from, to] of [
      [0, 61],
      [70, 80],
      [119, 200],
      [30, 200],
      [60, 120],
    ] as const) {
      const { status, body } = await away(id, { startsAt: inMinutes(from), endsAt: inMinutes(to) });
      expect(status).toBe(422);
      expect(body.error.details).toEqual([{ path: "startsAt", message: expect.stringContaining("overlaps") }]);
    }
    expect((await away(id, { startsAt: inMinutes(120), endsAt: inMinutes(130) })).status).toBe(201);
    expect((await away(id, { startsAt: inMinutes(10), endsAt: inMinutes(60) })).status).toBe(201);
    expect((await away(other.id, { startsAt: inMinutes(60), endsAt: inMinutes(120) })).status).toBe(201);
  });

  test("one of two overlapping absences that are set at the same time", async () => {
    const { id } = await town.home();
    const both = await Promise.all([away(id, {}), away(id, {})]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 422]);
  });
});

describe("a long absence", () => {
  const days = (count: number) => inMinutes(count * 24 * 60);
  const set = async (by: "operator" | "supervisor" | "admin", absence: object) => {
    const { id } = await town.home();
    const { status, body } = await town.call(by, "POST", pathOf(id), absence);
    return { status, code: body.error?.code, details: body.error?.details, message: body.error?.message };
  };

  test.each([
    ["carerStaying", 14],
    ["inHospital", 92],
    ["onHoliday", 92],
  ])("%s beyond %i days is set by a supervisor, with a note", async (kind, limit) => {
    const longer = { kind, endsAt: inMinutes(limit * 24 * 60 + 1), note: "As agreed with her daughter" };
    expect((await set("operator", { kind, endsAt: days(limit) })).status).toBe(201);
    expect(await set("operator", longer)).toMatchObject({
      status: 403,
      code: "forbidden",
      message: expect.stringContaining(`${limit} days`),
    });
    for (const note of [undefined, "  ", "…"])
      expect(await set("supervisor", { ...longer, note })).toMatchObject({
        status: 422,
        details: [{ path: "note", message: expect.stringContaining(`${limit} days`) }],
      });
    expect((await set("supervisor", longer)).status).toBe(201);
    expect((await set("admin", longer)).status).toBe(201);
  });

  test("is measured from now, or from its start where that is in the future", async () => {
    const stay = { kind: "carerStaying", note: "Her son is here" };
    expect((await set("operator", { ...stay, startsAt: days(-10), endsAt: days(13) })).status).toBe(201);
    expect((await set("operator", { ...stay, startsAt: days(20), endsAt: days(34) })).status).toBe(201);
    expect((await set("operator", { ...stay, startsAt: days(20), endsAt: days(35) })).status).toBe(403);
  });
});

describe("during an absence", () => {
  test("the suspended rules raise no alarm, and a press still does", async () => {
    const home = await bedroom();
    await away(home.id, { kind: "carerStaying", endsAt: inMinutes(300) });
    await home.says(false);
    await passes(30 * minute);
    expect(await alarmsOf(home.id)).toEqual([]);
    await home.press();
    expect(await alarmsOf(home.id)).toMatchObject([{ rule: "sosPress", priority: "critical" }]);
    // An occupied bed does not end a carer's stay.
    await home.says(true);
    expect((await listed(home.id))[0]).toMatchObject({ state: "lasting", endedAt: null });
  });

  test("rules that it does not suspend raise alarms as always", async () => {
    const home = await bedroom();
    const screen = await town.console("operator");
    await away(home.id, { kind: "carerStaying", suspends: [] });
    await home.says(false);
    await passes(10 * minute);
    await screen.until((one) => one.homeId === home.id && one.rule === "bedExit");
  });
});

describe("an absence ends", () => {
  test("at its end, with an info alarm; after it the rules raise alarms", async () => {
    const home = await bedroom();
    const screen = await town.console("operator");
    await away(home.id, { kind: "carerStaying", endsAt: inMinutes(30) });
    await passes(30 * minute);
    const ended = await screen.until((one) => one.homeId === home.id && one.rule === "absence");
    expect(ended).toMatchObject({ priority: "info", raisedAt: inMinutes(0), technical: false });
    await home.says(false);
    await passes(10 * minute);
    await screen.until((one) => one.homeId === home.id && one.rule === "bedExit");
  });

  test("at the first certain sign of life, with an info alarm", async () => {
    const home = await bedroom();
    await home.says(false);
    const screen = await town.console("operator");
    await away(home.id, { endsAt: inMinutes(3000) });
    await passes(60 * minute);
    expect(await alarmsOf(home.id)).toEqual([]);
    await home.says(true);
    const ended = await screen.until((one) => one.homeId === home.id && one.rule === "absence");
    expect(ended).toMatchObject({ priority: "info", sentence: expect.stringContaining("hospital") });
    expect((await listed(home.id))[0]).toMatchObject({ state: "over", endedAt: inMinutes(0), endedWhy: expect.any(String) });
    await home.says(false);
    await passes(10 * minute);
    await screen.until((one) => one.homeId === home.id && one.rule === "bedExit");
  });

  test("at its end also where the service was down then", async () => {
    const home = await bedroom();
    const endsAt = inMinutes(20);
    await away(home.id, { kind: "carerStaying", endsAt });
    await town.restart(() => clock.advance(40 * minute));
    const screen = await town.console("operator");
    await passes(1);
    const ended = await screen.until((one) => one.homeId === home.id && one.rule === "absence");
    expect(ended.raisedAt).toBe(endsAt);
    expect(town.service.registry.home(asHomeId(home.id))?.absences).toHaveLength(1);
  });
});

test("a test home's absence follows the clock of its readings, in any year", async () => {
  const { id } = await town.home({ mode: "test", plan });
  const bed = await town.device(id, { kind: "bed", name: "Bed sensor" });
  const unit = await town.unit(bed);
  const says = (occupied: boolean, at: string) =>
    unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", occupied, at }), { qos: 1 });
  await says(true, "2011-06-20T22:30:00Z");
  const over = await away(id, { startsAt: "2011-06-19T00:00:00Z", endsAt: "2011-06-20T12:00:00Z" });
  expect(over.body.error.details).toEqual([{ path: "endsAt", message: "this is in the past" }]);
  const { body } = await away(id, { kind: "carerStaying", endsAt: "2011-06-21T12:00:00Z" });
  expect(body).toMatchObject({ startsAt: "2011-06-20T22:30:00.000Z", state: "lasting" });
  await says(false, "2011-06-20T23:00:00Z");
  await says(true, "2011-06-21T01:00:00Z");
  expect((await alarmsOf(id)).filter(({ rule }) => rule === "bedExit")).toEqual([]);
  expect((await town.call("tester", "POST", `${pathOf(id)}/${body.id}/end`, {})).body).toMatchObject({
    endedAt: "2011-06-21T01:00:00.000Z",
  });
});
