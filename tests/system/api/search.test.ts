import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SearchHit } from "#domain/answering/searchHit.ts";
import type { Role } from "#domain/role.ts";
import { type Provisioned, startTestService, type TestService } from "../setup/service.ts";

let service: TestService;
let okafor: { id: string };
let pendant: Provisioned;
let caseId: string;

beforeAll(async () => {
  service = await startTestService();
  okafor = await service.home({
    name: "Flat 3",
    address: "12 Sycamore Court, Elmstead",
    people: [{ name: "Margaret Okafor" }, { name: "Étienne O'Brien-Løve" }],
    contacts: [
      { name: "Meera Okafor", relation: "daughter", phone: "020 7946 0018" },
      {
        name: "Jonas Birch",
        relation: "neighbour",
        phone: "+44 (0)113 496 0001",
        channels: [{ type: "text", address: "+44 7700 900123" }],
      },
    ],
  });
  pendant = await service.device(okafor.id, { kind: "button", name: "Pendant", room: "Bedroom" });
  const unit = await service.unit(pendant);
  await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ kind: "button", pressed: true }), { qos: 1 });
  caseId = (await service.call("operator", "GET", `/api/v1/cases?home=${okafor.id}`)).body.items[0].id;
  await service.home({ name: "Margaret House", address: "1 Weir Street", people: [{ name: "Ольга Иванова" }] });
  await service.home({ name: "Bench", mode: "test", people: [{ name: "Margaret Tester" }] });
});
afterAll(() => service.stop());

const search = (q: string, more = "", role: Role = "operator") =>
  service.call<{ items: SearchHit[] }>(role, "GET", `/api/v1/search?q=${encodeURIComponent(q)}${more}`);

/** What a search finds, as "person Margaret Okafor". */
async function found(q: string, role: Role = "operator"): Promise<string[]> {
  const { status, body } = await search(q, "", role);
  expect(status, q).toBe(200);
  return body.items.map((hit) => `${hit.kind} ${hit.kind === "home" ? hit.homeName : hit.kind === "case" ? hit.id : hit.name}`);
}

describe("a search finds", () => {
  test("people by the beginning of their words, in any order, without capitals, accents and punctuation", async () => {
    expect(await found("okaf")).toEqual(["person Margaret Okafor", "contact Meera Okafor"]);
    expect(await found("OKAFOR, marg")).toEqual(["person Margaret Okafor"]);
    for (const spelling of ["etienne", "ÉTIENNE", "E\u0301tienne", "obrien", "o’brien", "løve", "LØVE étienne"])
      expect(await found(spelling), spelling).toEqual(["person Étienne O'Brien-Løve"]);
    expect(await found("ОЛЬГА ив")).toEqual(["person Ольга Иванова"]);
    expect(await found("kafor"), "the middle of a word").toEqual([]);
  });

  test("a person or contact by words of the name together with words of the home", async () => {
    expect(await found("okafor sycamore")).toEqual(["person Margaret Okafor", "contact Meera Okafor"]);
    expect(await found("okafor weir")).toEqual([]);
  });

  test("homes by name and address", async () => {
    expect(await found("12 sycamore")).toEqual(["home Flat 3"]);
    expect(await found("weir street")).toEqual(["home Margaret House"]);
  });

  test.each([
    ["020 7946 0018", "Meera Okafor"],
    ["+44 20 7946 0018", "Meera Okafor"],
    ["+442079460018", "Meera Okafor"],
    ["0044 20 7946 0018", "Meera Okafor"],
    ["442079460018", "Meera Okafor"],
    ["(020) 7946-0018", "Meera Okafor"],
    ["7946 00", "Meera Okafor"],
    ["0018", "Meera Okafor"],
    ["0113 496 0001", "Jonas Birch"],
    ["01134960001", "Jonas Birch"],
    ["07700 900123", "Jonas Birch"],
    ["+44 7700 900 123", "Jonas Birch"],
  ])("a contact by the number %s", async (number, name) => {
    expect(await found(number)).toEqual([`contact ${name}`]);
  });

  test("devices by name, room and id", async () => {
    expect(await found("pendant bed")).toEqual(["device Pendant"]);
    expect(await found(`device-${pendant.id}`)).toEqual(["device Pendant"]);
    expect(await found(pendant.id)).toContain("device Pendant");
  });

  test("a case by its number, with what rang and where", async () => {
    for (const spelling of [caseId, `#${caseId}`, `case ${caseId}`, `Case #0${caseId}`])
      expect(await found(spelling), spelling).toContain(`case ${caseId}`);
    const [hit] = (await search(`case ${caseId}`)).body.items;
    expect(hit).toMatchObject({
      kind: "case",
      homeId: okafor.id,
      state: "waiting",
      priority: "critical",
      sentence: expect.stringMatching(/Pendant/),
    });
  });

  test("live homes before test homes, whole words before beginnings, and at most so many of each kind", async () => {
    expect(await found("margaret")).toEqual(["person Margaret Okafor", "person Margaret Tester", "home Margaret House"]);
    expect((await search("margaret", "&limit=1")).body.items.map(({ kind }) => kind)).toEqual(["person", "home"]);
  });

  test("a contact with relation, number and home", async () => {
    expect((await search("jonas")).body.items).toMatchObject([{ phone: "+44 (0)113 496 0001", relation: "neighbour", homeName: "Flat 3" }]);
  });
});

describe("who may find what", () => {
  test("an installer finds homes and devices, and no person, number or case", async () => {
    expect(await found("pendant", "installer")).toEqual(["device Pendant"]);
    expect(await found("sycamore", "installer")).toEqual(["home Flat 3"]);
    for (const q of ["okafor", "020 7946 0018", `case ${caseId}`]) expect(await found(q, "installer"), q).toEqual([]);
  });

  test("a tester finds test homes only", async () => {
    expect(await found("margaret", "tester")).toEqual(["person Margaret Tester"]);
    for (const q of ["sycamore", "pendant", "020 7946 0018", `case ${caseId}`]) expect(await found(q, "tester"), q).toEqual([]);
  });

  test("a carer finds nothing at all", async () => {
    expect((await search("okafor", "", "carer")).status).toBe(403);
  });
});

describe("a search for", () => {
  test.each([
    "%",
    "_",
    "\\",
    "'",
    '"',
    "' OR 1=1 --",
    "':*",
    "a & b | !c",
    "<->",
    "👵🏽",
    "((((",
    "+",
    "\u0301",
    "١٢٣٤٥",
    "999999999999999999",
    "x".repeat(200),
    "😀".repeat(100),
  ])("%j finds nothing and harms nothing", async (q) => {
    expect(await found(q)).toEqual([]);
  });

  test.each([
    ["nothing", "/api/v1/search"],
    ["an empty text", "/api/v1/search?q=%20"],
    ["a NUL", "/api/v1/search?q=a%00b"],
    ["more than 200 characters", `/api/v1/search?q=${"a".repeat(201)}`],
    ["10,000 characters", `/api/v1/search?q=${"a".repeat(10_000)}`],
    ["no result at all", "/api/v1/search?q=okafor&limit=0"],
    ["too many results", "/api/v1/search?q=okafor&limit=51"],
    ["a number of results that is none", "/api/v1/search?q=okafor&limit=many"],
  ])("%s is refused with the field", async (_name, path) => {
    const { status, body } = await service.call("operator", "GET", path);
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: "invalid", details: [{ path: expect.stringMatching(/^(q|limit)$/) }] });
  });
});
