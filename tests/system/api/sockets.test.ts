import { once } from "node:events";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AlarmView, UnrecordedPress } from "#domain/alarm.ts";
import { asAlarmId } from "#domain/ids.ts";
import { type Role, roles } from "#domain/role.ts";
import { type Centre, type HeardSocket, startCentre } from "../setup/socketsCentre.ts";

let centre: Centre;
beforeAll(async () => {
  centre = await startCentre();
});
afterAll(() => centre.stop());

const ada = { email: "ada.wright@centre.example", name: "Ada Wright", role: "operator" as const, password: "a long night shift" };

const token = async (role: Role): Promise<{ id: string; token: string }> => centre.console.tokens.create({ role, name: `Test ${role}` });
const connect = async (role: Role): Promise<HeardSocket> => centre.connect({ token: (await token(role)).token });

const askSignIn = (): Promise<Response> =>
  fetch(`${centre.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: centre.url },
    body: JSON.stringify({ email: ada.email, password: ada.password }),
  });

async function signIn(): Promise<string> {
  await centre.console.accounts.create(ada);
  const answer = await askSignIn();
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(";")[0])
    .join("; ");
}

const snapshots = ({ heard }: HeardSocket): { items: AlarmView[] }[] => heard.filter((one) => one[0] === "alarms").map(([, what]) => what);
const alarms = ({ heard }: HeardSocket): AlarmView[] => heard.filter((one) => one[0] === "alarm").map(([, what]) => what);
const technical = ({ heard }: HeardSocket, event: "technicalAlarms" | "technicalAlarm") =>
  heard.filter((one) => one[0] === event).map(([, what]) => what);
const untilSnapshot = (console: HeardSocket, count = 1) => expect.poll(() => snapshots(console).length).toBeGreaterThanOrEqual(count);

describe("a live connection", () => {
  test.each([undefined, "", "ll_short", `ll_${"A".repeat(43)}`, 7, { role: "admin" }, null])(
    "is refused with the token %s",
    async (given) => {
      const console = centre.connect({ token: given });
      expect(await console.refused).toEqual({ code: "unauthenticated", message: expect.any(String) });
      expect(console.heard).toEqual([]);
    },
  );

  test.each([...roles])("with a token of the role %s is accepted where the role may see alarms", async (role) => {
    const console = await connect(role);
    if (role === "carer" || role === "installer") {
      expect(await console.refused).toMatchObject({ code: "forbidden" });
      expect(console.heard).toEqual([]);
    } else await untilSnapshot(console);
  });

  test.each([["websocket"], ["polling", "websocket"]])(
    "is accepted for a signed-in operator from a page of this host, over %s",
    async (...transports) => {
      const console = centre.connect({ headers: { cookie: await signIn(), origin: centre.url }, transports });
      await untilSnapshot(console);
    },
  );

  test.each(["http://elsewhere.example", "null", "http://127.0.0.1:1"])(
    "is refused for a signed-in operator's browser from the page %s",
    async (origin) => {
      const console = centre.connect({ headers: { cookie: await signIn(), origin } });
      expect(await console.refused).toMatchObject({ code: "forbidden" });
    },
  );
});

describe("a screen receives", () => {
  test("the open alarms first, then each change", async () => {
    const standing = await centre.raise("live");
    const console = await connect("operator");
    await untilSnapshot(console);
    expect(console.heard.slice(0, 2)).toEqual([
      ["recording", true],
      ["unrecorded", []],
    ]);
    expect(snapshots(console)[0]?.items).toContainEqual(standing);
    const answer = await centre.desk.claim(asAlarmId(standing.id), { id: "a", name: "Ada Wright", via: null });
    expect(answer.ok).toBe(true);
    await expect.poll(() => alarms(console)).toMatchObject([{ id: standing.id, version: 2, heldBy: { name: "Ada Wright" } }]);
  });

  test("the same changes as another operator's screen, within a second", async () => {
    const alarm = await centre.raise("live");
    const both = await Promise.all([connect("operator"), connect("supervisor")]);
    for (const console of both) await untilSnapshot(console);
    const received = Promise.all(both.map(({ socket }) => once(socket as never, "alarm")));
    const before = performance.now();
    await centre.desk.note(asAlarmId(alarm.id), { id: "a", name: "Ada Wright" }, "On the line with her");
    const [[one], [other]] = (await received) as [[AlarmView], [AlarmView]];
    expect(performance.now() - before).toBeLessThan(1000);
    expect(one).toEqual(other);
  });

  test("a change that happens while its snapshot is read", async () => {
    const alarm = await centre.raise("live");
    centre.betweenListAndAnswer = async () => {
      centre.betweenListAndAnswer = async () => {};
      await centre.desk.claim(asAlarmId(alarm.id), { id: "a", name: "Ada Wright", via: null });
    };
    const console = await connect("operator");
    await untilSnapshot(console);
    expect(snapshots(console)[0]?.items.find(({ id }) => id === alarm.id)).toMatchObject({ version: 1, heldBy: null });
    expect(alarms(console)).toMatchObject([{ id: alarm.id, version: 2, heldBy: { name: "Ada Wright" } }]);
  });

  test("the technical list only if it asks for it", async () => {
    const [press, battery] = [await centre.raise("live"), await centre.raise("live", "technical")];
    const bench = await centre.raise("test", "technical");
    const queue = await connect("operator");
    const both = centre.connect({ token: (await token("operator")).token, technical: true });
    const tester = centre.connect({ token: (await token("tester")).token, technical: true });
    for (const console of [queue, both, tester]) await untilSnapshot(console);
    await expect.poll(() => technical(both, "technicalAlarms")).toMatchObject([{ items: [{ id: battery.id }, { id: bench.id }] }]);
    await expect.poll(() => technical(tester, "technicalAlarms")).toMatchObject([{ items: [{ id: bench.id }] }]);
    for (const { id } of [battery, bench, press]) await centre.desk.note(asAlarmId(id), { id: "a", name: "Ada Wright" }, "x");
    await expect.poll(() => alarms(queue)).toMatchObject([{ id: press.id }]);
    await expect.poll(() => alarms(both)).toMatchObject([{ id: press.id }]);
    await expect.poll(() => technical(both, "technicalAlarm")).toMatchObject([{ id: battery.id }, { id: bench.id }]);
    expect(technical(tester, "technicalAlarm")).toMatchObject([{ id: bench.id }]);
    expect(snapshots(both)[0]?.items.some(({ id }) => id === battery.id)).toBe(false);
    expect(JSON.stringify(queue.heard)).not.toContain(`"id":"${battery.id}"`);
    for (const { id } of [battery, bench]) {
      const closed = await centre.desk.close(asAlarmId(id), { id: "a", name: "Ada Wright" }, { outcome: "technical" });
      expect(closed.ok).toBe(true);
    }
  });

  test("cases and no alarms, where it declines alarms as our desks do", async () => {
    const before = await centre.raise("live");
    const desk = centre.connect({ token: (await token("operator")).token, alarms: false });
    const program = await connect("operator");
    await untilSnapshot(program);
    await centre.desk.note(asAlarmId(before.id), { id: "a", name: "Ada Wright" }, "On the line with her");
    const of = (name: string) => desk.heard.filter(([event]) => event === name).map(([, what]) => what);
    await expect.poll(() => of("case")).toMatchObject([{ id: before.caseId, version: 2 }]);
    await expect.poll(() => alarms(program)).toMatchObject([{ id: before.id, version: 2 }]);
    expect(of("cases")).toHaveLength(1);
    expect([...of("alarms"), ...of("alarm")]).toEqual([]);
  });

  test("alarms of test homes only, for a tester", async () => {
    const [live, bench] = [await centre.raise("live"), await centre.raise("test")];
    const [tester, operator] = [await connect("tester"), await connect("operator")];
    for (const console of [tester, operator]) await untilSnapshot(console);
    for (const { id } of [live, bench]) await centre.desk.note(asAlarmId(id), { id: "a", name: "Ada Wright" }, "x");
    const presses = [press("live"), press("test")];
    centre.feed.setUnrecorded(presses);
    await expect.poll(() => operator.heard.at(-1)).toEqual(["unrecorded", presses]);
    await expect.poll(() => tester.heard.at(-1)).toEqual(["unrecorded", [presses[1]]]);
    centre.feed.setUnrecorded([]);
    expect(alarms(operator).map(({ id }) => id)).toEqual([live.id, bench.id]);
    expect(alarms(tester).map(({ id }) => id)).toEqual([bench.id]);
    expect(snapshots(tester)[0]?.items.every(({ mode }) => mode === "test")).toBe(true);
    expect(JSON.stringify(tester.heard)).not.toContain("10 Mill Lane");
  });
});

const press = (mode: "live" | "test"): UnrecordedPress => ({
  readingKey: `1/${mode}`,
  alarmKey: `1/sosPress/${mode}`,
  homeId: "1",
  homeName: mode === "live" ? "10 Mill Lane" : "Bench",
  mode,
  rule: "sosPress",
  priority: "critical",
  sentence: "SOS pressed",
  at: "2026-11-22T02:14:05.120Z",
});

describe("a live connection ends for", () => {
  test("a revoked token", async () => {
    const made = await token("operator");
    const [gone, stays] = [centre.connect({ token: made.token }), await connect("operator")];
    for (const console of [gone, stays]) await untilSnapshot(console);
    await centre.console.tokens.revoke(made.id);
    expect(await gone.closed).toBe("io server disconnect");
    expect(stays.socket.connected).toBe(true);
    expect(await centre.connect({ token: made.token }).refused).toMatchObject({ code: "unauthenticated" });
  });

  test("a session that was signed out", async () => {
    const cookie = await signIn();
    const console = centre.connect({ headers: { cookie, origin: centre.url } });
    await untilSnapshot(console);
    await fetch(`${centre.url}/api/auth/sign-out`, {
      method: "POST",
      headers: { cookie, origin: centre.url, "content-type": "application/json" },
      body: "{}",
    });
    expect(await console.closed).toBe("io server disconnect");
  });

  test("a person whose role has changed, who can connect again with the new role", async () => {
    const cookie = await signIn();
    const console = centre.connect({ headers: { cookie, origin: centre.url } });
    await untilSnapshot(console);
    const database = new pg.Client({ connectionString: centre.wire.url });
    await database.connect();
    await database.query(`UPDATE "user" SET role = 'carer' WHERE email = $1`, [ada.email]);
    expect(await console.closed).toBe("io server disconnect");
    expect(await centre.connect({ headers: { cookie, origin: centre.url } }).refused).toMatchObject({ code: "forbidden" });
    await database.query(`UPDATE "user" SET role = 'operator' WHERE email = $1`, [ada.email]);
    await database.end();
  });
});

describe.each(["cut", "freeze"] as const)("while the database is away (%s)", (how) => {
  test("screens stay connected, show presses at once, and get all open alarms when it is back", async () => {
    const cookie = await signIn();
    const known = await token("operator");
    const before = centre.connect({ headers: { cookie, origin: centre.url } });
    const machine = centre.connect({ token: known.token });
    for (const console of [before, machine]) await untilSnapshot(console);
    const alarm = await centre.raise("live");

    centre.wire[how]();
    centre.feed.setRecording(false);
    await expect.poll(() => before.heard.at(-1)).toEqual(["recording", false]);

    // The operator opens the page again during the outage.
    const during = centre.connect({ headers: { cookie, origin: centre.url } });
    centre.feed.setUnrecorded([press("live")]);
    for (const console of [before, machine, during]) await expect.poll(() => console.heard).toContainEqual(["unrecorded", [press("live")]]);
    expect(during.heard[0]).toEqual(["recording", false]);
    expect(before.socket.connected && machine.socket.connected).toBe(true);
    expect((await fetch(`${centre.url}/api/v1/me`, { headers: { cookie } })).status).toBe(200);
    // The service cannot check a caller that this process has not seen before.
    const stranger = await fetch(`${centre.url}/api/v1/me`, { headers: { authorization: `Bearer ll_${"B".repeat(43)}` } });
    expect(stranger.status).toBe(503);

    const asked = performance.now();
    const kept = await askSignIn();
    expect([kept.status, ((await kept.json()) as { error: { code: string } }).error.code]).toEqual([503, "unavailable"]);
    const refused = await fetch(`${centre.url}/api/v1/alarms`, { headers: { cookie } });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toEqual({ error: { code: "unavailable", message: expect.any(String), details: null } });
    expect(performance.now() - asked).toBeLessThan(2 * 7_500);

    centre.wire.mend();
    centre.feed.setRecording(true);
    centre.feed.setUnrecorded([]);
    for (const console of [before, machine, during])
      await expect
        .poll(
          () =>
            snapshots(console)
              .at(-1)
              ?.items.map(({ id }) => id),
          { timeout: 25_000 },
        )
        .toContain(alarm.id);
  }, 60_000);
});
