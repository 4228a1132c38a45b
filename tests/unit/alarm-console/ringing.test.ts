import { describe, expect, it } from "vitest";
import { type Listener, loudest, ringsFor } from "#alarm-console/web/operator/sound/ringing.ts";
import type { UnrecordedPress } from "#domain/alarm.ts";
import type { CaseView } from "#domain/answering/case.ts";
import { heldBy, openedAt, someCase } from "./someCase.ts";

const me: Listener = { id: "u1", role: "operator", standsIn: false };
const supervisor: Listener = { id: "u9", role: "supervisor", standsIn: false };
const admin: Listener = { id: "u8", role: "admin", standsIn: false };
const urgent = (id: string, more: Partial<CaseView> = {}): CaseView => someCase(id, { priority: "urgent", ...more });
const press = (more: Partial<UnrecordedPress> = {}): UnrecordedPress => ({
  readingKey: "11 a1 17",
  alarmKey: "1/sosPress/7",
  homeId: "1",
  homeName: "Elm Court 4",
  mode: "live",
  rule: "sosPress",
  priority: "critical",
  sentence: "SOS pressed: pendant, bedroom",
  at: openedAt,
  ...more,
});
const hears = (listener: Listener, one: CaseView): boolean => ringsFor([one], [], listener).some(({ repeats }) => repeats);

it("a test home never rings, even for a critical call", () => {
  expect(ringsFor([someCase("1", { mode: "test", sounds: "nobody" })], [press({ mode: "test" })], me)).toEqual([]);
});

it("a waiting case rings repeatedly; a case that another operator has claimed, or that is with the family, is silent", () => {
  const withFamily = urgent("3", { centreSince: null, sounds: "nobody" });
  const rings = ringsFor([urgent("1"), urgent("2", heldBy("u2")), withFamily], [], me);
  expect(rings.map((ring) => [ring.key, ring.repeats])).toEqual([["1 1 urgent", true]]);
});

it("a claim makes no new sound, and each further ring of my case sounds", () => {
  const [waiting] = ringsFor([urgent("1")], [], me);
  const [claimed] = ringsFor([urgent("1", heldBy("u1"))], [], me);
  expect(claimed).toEqual({ ...waiting, repeats: false });
  const [rangAgain] = ringsFor([urgent("1", { ...heldBy("u1"), rings: 2 })], [], me);
  expect(rangAgain?.key).not.toBe(claimed?.key);
});

it("a life-safety ring in my case repeats until I acknowledge it, and is silent at other desks until every desk must hear it", () => {
  const unheard = someCase("1", { ...heldBy("u1"), rings: 2, sounds: "holder" });
  expect(hears(me, unheard)).toBe(true);
  expect(hears({ ...me, id: "u2" }, unheard)).toBe(false);
  expect(hears({ ...me, id: "u2" }, { ...unheard, sounds: "operators" })).toBe(true);
  expect(hears(me, { ...unheard, sounds: "operators" })).toBe(true);
});

it("a case that is handed over sounds at the desk of the person who must accept it", () => {
  const offered = urgent("1", { ...heldBy("u2"), sounds: "offered", offeredTo: { id: "u1", name: "Robin Vale", until: openedAt } });
  expect(hears(me, offered)).toBe(true);
  expect(hears({ ...me, id: "u3" }, offered)).toBe(false);
});

describe("a case that no one claims", () => {
  it("sounds at the desks of operators first, then of supervisors, then at every desk", () => {
    const desks = [me, supervisor, admin];
    const sounding = (sounds: CaseView["sounds"]) => desks.map((desk) => hears(desk, urgent("1", { sounds })));
    expect(sounding("operators")).toEqual([true, false, false]);
    expect(sounding("supervisors")).toEqual([true, true, false]);
    expect(sounding("everyone")).toEqual([true, true, true]);
  });

  it("sounds at every desk from the start where no operator can hear", () => {
    for (const desk of [supervisor, admin]) expect(hears({ ...desk, standsIn: true }, urgent("1"))).toBe(true);
  });
});

it("the most urgent waiting case decides the sound, and a press that is not yet recorded counts", () => {
  expect(loudest(ringsFor([urgent("1"), urgent("2", { priority: "advisory" })], [], me))).toBe("urgent");
  expect(loudest(ringsFor([urgent("1")], [press()], me))).toBe("critical");
  expect(loudest([])).toBeNull();
});

it("a technical case never rings", () => {
  expect(ringsFor([urgent("1", { technical: true })], [], me)).toEqual([]);
});
