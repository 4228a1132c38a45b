import { describe, expect, test } from "vitest";
import type { CaseView } from "#domain/answering/case.ts";
import { type CallingHome, centreAt, type Person } from "../response/centre.ts";

const centre = await centreAt("2026-11-22T20:00:00Z");
const day = 86_400_000;
const all: Record<"pressed" | "leaked" | "fell" | "open", CaseView> = {} as never;

test("Robin closes a press as accidental; a day later Kim closes a leak as technical and a fall as genuine; another fall stays open", async () => {
  const [robin, kim] = [await centre.person("Robin Marsh"), await centre.person("Kim Étienne")];
  const okafor = await centre.home({ name: "Flat 3", address: "12 Sycamore Court", people: [{ name: "Margaret Okafor" }] });
  const weir = await centre.home({ name: "2 Weir Street" });
  await okafor.press();
  await centre.passes(20_000);
  all.pressed = await closes(robin, okafor, "accidental");
  await centre.passes(day);
  await okafor.leaks();
  all.leaked = await closes(kim, okafor, "technical");
  await weir.falls();
  all.fell = await closes(kim, weir, "genuine");
  await weir.falls();
  all.open = await weir.case();
});

async function closes(person: Person, home: CallingHome, outcome: string): Promise<CaseView> {
  const { id, rings } = await home.case();
  expect((await person.does(id, "claim")).status).toBe(200);
  const closed = await person.does(id, "close", { outcome, rings, note: "Spoke to her" });
  expect(closed.status).toBe(200);
  return closed.body;
}

const cases = (query: string) => centre.town.call("operator", "GET", `/api/v1/cases?${query}`);

/** The names of the cases of the story that a query lists, in its order. */
async function listed(query: string): Promise<string[]> {
  const { status, body } = await cases(query);
  expect(status, query).toBe(200);
  return body.items.map(({ id }: CaseView) => Object.entries(all).find(([, one]) => one.id === id)?.[0]);
}

test("closed cases are listed newest first, a page at a time, and `all` has the open ones too", async () => {
  expect(await listed("state=closed")).toEqual(["fell", "leaked", "pressed"]);
  expect(await listed("state=all")).toEqual(["open", "fell", "leaked", "pressed"]);
  const first = await cases("state=closed&limit=2");
  expect(await listed(`state=closed&limit=2&cursor=${first.body.next}`)).toEqual(["pressed"]);
});

describe("closed cases are narrowed by", () => {
  test.each([
    ["outcome=accidental", ["pressed"]],
    ["outcome=none", []],
    ["rule=fall", ["fell"]],
    ["rule=environment", ["leaked"]],
    ["priority=critical", ["fell", "pressed"]],
    ["priority=urgent", ["leaked"]],
    ["find=okafor", ["leaked", "pressed"]],
    ["find=OKAF+sycamore", ["leaked", "pressed"]],
    ["find=weir", ["fell"]],
    ["find=%25", []],
    ["closedBy=robin", ["pressed"]],
    ["closedBy=etienne", ["fell", "leaked"]],
    ["closedBy=nobody", []],
    ["from=2026-11-23T00:00:00Z", ["fell", "leaked"]],
    ["until=2026-11-23T00:00:00Z", ["pressed"]],
    ["from=2026-11-22T20:59:59%2B01:00&until=2026-11-22T20:00:01Z", ["pressed"]],
    ["find=okafor&closedBy=kim&priority=urgent", ["leaked"]],
    ["find=&closedBy=&outcome=&rule=", ["fell", "leaked", "pressed"]],
  ])("%s", async (query, wanted) => {
    expect(await listed(`state=closed&${query}`)).toEqual(wanted);
  });

  test("each page of a narrowed list has only what it asks for", async () => {
    const first = await cases("state=closed&find=okafor&limit=1");
    expect(first.body.items.map(({ id }: CaseView) => id)).toEqual([all.leaked.id]);
    expect(await listed(`state=closed&find=okafor&limit=1&cursor=${first.body.next}`)).toEqual(["pressed"]);
  });
});

test("open cases are narrowed in the same way", async () => {
  expect(await listed("rule=fall")).toEqual(["open"]);
  expect(await listed("rule=sosPress")).toEqual([]);
});

test("a case says when it came to the centre and when a person first took it", async () => {
  expect(all.pressed).toMatchObject({ calledAt: "2026-11-22T20:00:00.000Z", answeredAt: "2026-11-22T20:00:20.000Z" });
  expect(all.open).toMatchObject({ calledAt: all.open.openedAt, answeredAt: null });
});

test.each(["from=yesterday", "until=2026-11-23", "priority=loud", "state=gone", "list=all", "find=a%00b", `closedBy=${"a".repeat(201)}`])(
  "%s is refused with the field",
  async (query) => {
    const { status, body } = await cases(query);
    expect(status).toBe(422);
    expect(body.error.details).toMatchObject([{ path: query.split("=")[0] }]);
  },
);

test("an installer gets the technical list alone", async () => {
  const status = async (list: string) => (await centre.town.call("installer", "GET", `/api/v1/cases?state=all&list=${list}`)).status;
  expect([await status("technical"), await status("queue"), await status("both")]).toEqual([200, 403, 403]);
});
