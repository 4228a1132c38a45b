import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { startTestService, type TestService } from "../setup/service.ts";
import { type FamilyHome, familyHome } from "./carerTown.ts";

let town: TestService;
let clock: ManualClock;
let homes = 0;
beforeAll(async () => {
  clock = new ManualClock("2026-11-24T02:14:00Z");
  town = await startTestService({ clock, env: { LINKLINE_CENTRE_PHONE: "+44 20 7946 0000" } });
});
afterAll(() => town.stop());

const newHome = (): Promise<FamilyHome> => familyHome(town, `${++homes} Harbour Street`);

interface Shown {
  status: number;
  page: string;
  headers: Headers;
  location: string | null;
}

async function ask(path: string, init: RequestInit = {}): Promise<Shown> {
  const answer = await fetch(`${town.service.httpUrl}${path}`, { redirect: "manual", ...init });
  return { status: answer.status, page: await answer.text(), headers: answer.headers, location: answer.headers.get("location") };
}

/** Presses a button of the page, as a browser sends it. */
const answer = (path: string, headers: Record<string, string> = { "sec-fetch-site": "same-origin" }): Promise<Shown> =>
  ask(path, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", ...headers }, body: "" });

const claimAndClose = async (caseId: string): Promise<void> => {
  await town.call("operator", "POST", `/api/v1/cases/${caseId}/claim`);
  const { body } = await town.call("operator", "GET", `/api/v1/cases/${caseId}`);
  const closed = await town.call("operator", "POST", `/api/v1/cases/${caseId}/close`, {
    outcome: "reassurance",
    note: "She had diabetes tablets on the table",
    rings: body.rings,
  });
  expect(closed.status).toBe(200);
};

test("opening a link shows what happened and changes nothing, whoever opens it and however often", async () => {
  const home = await newHome();
  await home.leak();
  const before = await home.case();
  const path = await home.pathFor(1);
  for (const method of ["GET", "HEAD", "GET"]) expect((await ask(path, { method })).status).toBe(200);
  const { page } = await ask(path);
  expect(page).toContain("Water on the floor");
  expect(page).toContain("Grace Osei");
  expect(page).toContain("02:14");
  expect(page).toContain('href="tel:+442079460000"');
  expect(await home.case()).toEqual(before);
});

test("the page holds no medical note, no address or number of others and no words of staff", async () => {
  const home = await newHome();
  await home.leak();
  const { id } = await home.case();
  await town.call("operator", "POST", `/api/v1/cases/${id}/notes`, { text: "Key safe 4711" });
  const { page } = await ask(await home.pathFor(1));
  for (const secret of ["oxygen", "Key safe", "4711", "7946 0002", "Test operator"]) expect(page).not.toContain(secret);
});

test("no cache keeps the page, no search engine lists it, and no foreign script runs in it", async () => {
  const home = await newHome();
  await home.leak();
  const { headers, page } = await ask(await home.pathFor(1));
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.get("x-robots-tag")).toContain("noindex");
  expect(headers.get("content-security-policy")).toContain("default-src 'self'");
  expect(page).not.toMatch(/<script(?![^>]*src="\/carer\/)/);
});

test("“I’m on it” and “Hand to Link Line” reach the case and its timeline", async () => {
  const home = await newHome();
  await home.leak();
  const path = await home.pathFor(1);
  const accepted = await answer(`${path}/accept`);
  expect(accepted).toMatchObject({ status: 303, location: path });
  expect(await home.case()).toMatchObject({ state: "waiting", centreSince: null, accepted: { name: "Amina Osei" } });
  const { page } = await ask(path);
  expect(page).toContain("You said “I’m on it” at 02:14");
  expect(page).not.toContain("/accept");

  expect((await answer(`${path}/hand-over`)).status).toBe(303);
  const now = await home.case();
  expect(now).toMatchObject({ accepted: null, centreSince: expect.any(String) });
  expect(now.timeline.at(-1)).toMatchObject({ event: "atCentre", text: "Amina Osei handed it to Link Line", by: "Amina Osei" });
});

test("of two contacts who answer at the same time one is on it, and the other sees who", async () => {
  const home = await newHome();
  await home.leak();
  const paths = [await home.pathFor(1), await home.pathFor(2)];
  await Promise.all(paths.map((path) => answer(`${path}/accept`)));
  const { accepted } = await home.case();
  const [first, second] = accepted.name === "Amina Osei" ? paths : [...paths].reverse();
  expect((await ask(first ?? "")).page).toContain("<h2>You said “I’m on it”");
  const other = (await ask(second ?? "")).page;
  expect(other).toContain(`<h2>${accepted.name} said “I’m on it” at 02:14`);
  expect(other).toContain("You said");
});

test("two contacts are on it and one hands over: the centre has the case, and its desks see that the other is on it", async () => {
  const home = await newHome();
  await home.leak();
  const [daughters, sons] = [await home.pathFor(1), await home.pathFor(2)];
  for (const path of [daughters, sons, sons, daughters]) expect((await answer(`${path}/accept`)).status).toBe(303);
  const said = ({ timeline }: { timeline: { event: string; text: string }[] }): string[] =>
    timeline.filter(({ event }) => event === "accepted").map(({ text }) => text);
  expect(said(await home.case())).toEqual(["Amina Osei said: I'm on it", "Daniel Osei said: I'm on it too"]);
  expect((await answer(`${daughters}/hand-over`)).status).toBe(303);
  expect(await home.case()).toMatchObject({ accepted: { name: "Daniel Osei" }, centreSince: expect.any(String), sounds: "operators" });
  expect((await ask(daughters)).page).toContain("Daniel Osei said “I’m on it”");
  expect((await answer(`${sons}/hand-over`)).status).toBe(303);
  expect(await home.case()).toMatchObject({ accepted: null, centreSince: expect.any(String) });
});

test("an answer to an alarm that was closed a second ago says so and changes nothing", async () => {
  const home = await newHome();
  await home.press();
  const path = await home.pathFor(1);
  const { id } = await home.case();
  await claimAndClose(id);
  const closed = await home.case();
  clock.advance(1000);
  const late = await answer(`${path}/accept`);
  expect(late).toMatchObject({ status: 303, location: `${path}?late` });
  const { page } = await ask(late.location ?? "");
  expect(page).toContain("Closed at 02:14");
  expect(page).toContain("Your answer came after the alarm was closed");
  expect(page).toContain("Reassurance, all well");
  expect(page).not.toContain("diabetes");
  expect(await home.case()).toEqual(closed);
});

test("a link works until 24 hours after the close, then it says whom to call; opened again it works again", async () => {
  const home = await newHome();
  await home.press();
  const path = await home.pathFor(1);
  const { id } = await home.case();
  await claimAndClose(id);
  clock.advance(24 * 3_600_000);
  expect((await ask(path)).status).toBe(200);
  expect((await town.call("operator", "POST", `/api/v1/cases/${id}/reopen`, { reason: "Son rang back" })).status).toBe(200);
  await claimAndClose(id);
  clock.advance(24 * 3_600_000 + 1000);
  for (const shown of [await ask(path), await answer(`${path}/accept`)]) {
    expect(shown.status).toBe(410);
    expect(shown.page).toContain("This link has expired");
    expect(shown.page).toContain('href="tel:+442079460000"');
    expect(shown.page).not.toContain("Osei");
  }
});

test("a false link shows a plain page and nothing of any home; a true one works however many were tried", async () => {
  const [home, other] = [await newHome(), await newHome()];
  await home.leak();
  await other.leak();
  const path = await home.pathFor(1);
  const [mine, others] = [path, await other.pathFor(1)].map((one) => one.split("-"));
  const mixed = [...(others ?? []).slice(0, 2), mine?.[2]].join("-");
  const contactOfOtherHome = new URL(town.service.linkFor({ caseId: (await home.case()).id, contactId: "1" })).pathname;
  for (const wrong of [
    mixed,
    `${path.slice(0, -1)}${path.endsWith("a") ? "b" : "a"}`,
    contactOfOtherHome,
    "/a/x",
    "/a/%00",
    `/a/${"z".repeat(3000)}`,
  ]) {
    const shown = await ask(wrong);
    expect(shown.status, wrong).toBe(404);
    expect(shown.page).toContain("This link does not work");
    expect(shown.page).not.toContain("Osei");
    expect([404, 429]).toContain((await answer(`${wrong}/accept`)).status);
  }
  const statuses = new Set<number>();
  for (let tries = 0; tries < 20; tries += 1) statuses.add((await ask("/a/1-1-aaaaaaaaaaaaaaaa")).status);
  expect(statuses.has(429)).toBe(true);
  expect((await ask(path)).status).toBe(200);
});

test("a press counts only if it comes from the page itself", async () => {
  const home = await newHome();
  await home.leak();
  const path = await home.pathFor(1);
  const before = await home.case();
  for (const headers of [
    {},
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "none" },
    { origin: "https://elsewhere.example" },
  ] as Record<string, string>[]) {
    const refused = await answer(`${path}/accept`, headers);
    expect(refused.status).toBe(403);
    expect(refused.page).toContain("Your answer did not arrive");
  }
  expect(await home.case()).toEqual(before);
  expect((await answer(`${path}/accept`, { origin: town.service.httpUrl })).status).toBe(303);
});

test("a link that answers without end is stopped after ten answers in a minute, so that the lines of operators stay in view", async () => {
  const home = await newHome();
  await home.press();
  const path = await home.pathFor(1);
  for (let times = 0; times < 10; times += 1) expect((await answer(`${path}/hand-over`)).status).toBe(303);
  const before = (await home.case()).timeline.length;
  const refused = await answer(`${path}/accept`);
  expect(refused).toMatchObject({ status: 429, page: expect.stringContaining("You have answered very often") });
  expect((await home.case()).timeline).toHaveLength(before);
  expect((await answer(`${await home.pathFor(2)}/accept`)).status).toBe(303);
  clock.advance(60_000);
  expect((await answer(`${path}/accept`)).status).toBe(303);
});
