import { describe, expect, test } from "vitest";
import { answersTown } from "./answersTown.ts";

const { town, clock, passes, orchard, tap, newKey, show, pool, person } = await answersTown();
const second = 1_000;
const minute = 60_000;

const robin = await person("Robin");
await robin.desk();

/** Water on the kitchen floor: urgent, with the family. */
async function leak() {
  const home = await orchard();
  await home.leaks();
  const { id } = await home.case();
  await expect.poll(() => linesOf(id), { timeout: 20_000 }).toContain("Text to Jonas Birch sent");
  return { ...home, caseId: id };
}
const linesOf = async (caseId: string): Promise<string[]> => (await show(caseId)).timeline.map(({ text }) => text);
const nextOf = async (caseId: string) =>
  (await pool.query(`SELECT due_at AS due FROM escalation WHERE case_id = $1 ORDER BY escalation.id`, [caseId])).rows.map(({ due }) => due);

describe("a tap counts once", () => {
  test("the same key again, also twice at the same instant, gives the stored answer and changes nothing", async () => {
    const { jonas, caseId } = await leak();
    const key = newKey();
    const both = await Promise.all([1, 2, 3].map(() => tap(jonas, caseId, { what: "calling" }, key)));
    expect(both.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(new Set(both.map(({ body }) => JSON.stringify(body.answer))).size).toBe(1);
    const calls = (await linesOf(caseId)).filter((text) => text === "Jonas Birch is calling the home");
    expect(calls).toHaveLength(1);
  });

  test("the same key is known after a restart, also where the tap did not count", async () => {
    const { jonas, caseId } = await leak();
    const [accepted, late] = [newKey(), newKey()];
    const first = await tap(jonas, caseId, { what: "accept" }, accepted);
    await robin.does(caseId, "claim");
    await robin.does(caseId, "close", { outcome: "reassurance", rings: 1 });
    const refused = await tap(jonas, caseId, { what: "accept" }, late);
    await town.restart();
    await robin.desk();
    const before = await show(caseId);
    expect((await tap(jonas, caseId, { what: "accept" }, accepted)).body.answer).toEqual(first.body.answer);
    const again = await tap(jonas, caseId, { what: "accept" }, late);
    expect([again.status, again.body.error.details.answer]).toEqual([409, refused.body.error.details.answer]);
    expect(await show(caseId)).toEqual(before);
  });

  test("a key of another account, of another case or of another answer is refused", async () => {
    const { jonas, meera, caseId } = await leak();
    const other = await leak();
    const key = newKey();
    await tap(jonas, caseId, { what: "accept" }, key);
    const before = await Promise.all([show(caseId), show(other.caseId)]);
    for (const answer of [
      await tap(meera, caseId, { what: "accept" }, key),
      await tap(other.jonas, other.caseId, { what: "accept" }, key),
      await tap(jonas, caseId, { what: "handOver" }, key),
    ])
      expect([answer.status, answer.body.error.code]).toEqual([409, "used"]);
    expect(await Promise.all([show(caseId), show(other.caseId)])).toEqual(before);
  });

  test("two carers who tap in the same instant: one is on it, the other too, and both read the same", async () => {
    const { jonas, meera, caseId } = await leak();
    const both = await Promise.all([tap(jonas, caseId, { what: "accept" }), tap(meera, caseId, { what: "accept" })]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const read = async (phone: typeof jonas) => {
      const { accepted } = (await phone.send("GET", `/api/v1/carer/cases/${caseId}`)).body;
      return [accepted.name, ...accepted.others.map(({ name }: { name: string }) => name)];
    };
    expect(await read(jonas)).toEqual(await read(meera));
    expect((await read(jonas)).toSorted()).toEqual(["Jonas Birch", "Meera Shah"]);
    expect((await linesOf(caseId)).filter((text) => text.includes("I'm on it"))).toHaveLength(2);
  });

  test("a tap of 15 minutes ago does not count, one of a minute ago does, and an old one covers no ring that came after it", async () => {
    const { jonas, caseId, leaks, press, case: newest } = await leak();
    const old = await tap(jonas, caseId, { what: "accept", ageMs: 15 * minute + 1 });
    expect(old.body.error).toMatchObject({
      code: "notCounted",
      message: "It arrived more than 15 minutes later. Your tap at 01:58 did not count.",
      details: { answer: { instead: { code: "tooOld" } }, case: { accepted: null } },
    });
    clock.advance(90 * second);
    await press();
    await leaks();
    const covers = await tap(jonas, caseId, { what: "accept", ageMs: 80 * second });
    expect(covers.body.error.details.answer.instead).toMatchObject({ code: "rangAgain", at: expect.any(String) });
    expect((await newest()).accepted).toBeNull();
    expect((await tap(jonas, caseId, { what: "accept", ageMs: 30 * second })).status).toBe(200);
  });

  test("without a key that is a key, or with an age that is none, the tap is refused", async () => {
    const { jonas, caseId } = await leak();
    for (const wrong of [{ key: "1" }, { ageMs: -1 }, { ageMs: 1.5 }, { what: "close" }, { what: "cause" }, { cause: "toilet" }])
      expect((await tap(jonas, caseId, { what: "accept", ...wrong })).status).toBe(422);
  });
});

describe("an answer is taken back within ten seconds", () => {
  test("I'm on it: the next contact is notified when that was due, and the page says what was said", async () => {
    const { jonas, caseId } = await leak();
    const dueAt = await nextOf(caseId);
    const key = newKey();
    const { body } = await tap(jonas, caseId, { what: "accept" }, key);
    expect(body.answer).toMatchObject({ undoable: true });
    expect(await nextOf(caseId)).toEqual([null]);
    await passes(8 * second);
    const undone = await tap(jonas, caseId, { what: "undo", of: key });
    expect(undone.body.case).toMatchObject({ accepted: null, answeredAt: null });
    expect(await nextOf(caseId)).toEqual(dueAt);
    expect((await linesOf(caseId)).at(-1)).toBe("Jonas Birch took back: I'm on it");
    const again = await tap(jonas, caseId, { what: "undo", of: key });
    expect(again.body.error.details.answer.instead.code).toBe("nothing");
  });

  test("a step that fell due meanwhile runs at once", async () => {
    const { jonas, caseId } = await leak();
    await passes(175 * second);
    const key = newKey();
    await tap(jonas, caseId, { what: "accept" }, key);
    await passes(9 * second);
    expect(await linesOf(caseId)).not.toContain("Text to Meera Shah sent");
    await tap(jonas, caseId, { what: "undo", of: key });
    await passes(second);
    await expect.poll(() => linesOf(caseId), { timeout: 20_000 }).toContain("Text to Meera Shah sent");
  });

  test("after the ten seconds and the time that an answer may travel it is refused; the tap's own time counts", async () => {
    const { jonas, caseId } = await leak();
    const [key, other] = [newKey(), newKey()];
    await tap(jonas, caseId, { what: "accept" }, key);
    await tap(jonas, caseId, { what: "calling" }, other);
    await passes(25 * second);
    const late = await tap(jonas, caseId, { what: "undo", of: key });
    expect(late.body.error.details.answer.instead.code).toBe("undoOver");
    expect((await tap(jonas, caseId, { what: "undo", of: other, ageMs: 17 * second })).status).toBe(200);
    expect((await linesOf(caseId)).at(-1)).toBe("Jonas Birch did not call the home");
  });

  test("a hand-over, but not once an operator has taken the case: the carer reads that", async () => {
    const { jonas, caseId } = await leak();
    const [first, next] = [newKey(), newKey()];
    await tap(jonas, caseId, { what: "handOver" }, first);
    expect((await tap(jonas, caseId, { what: "undo", of: first })).body.case).toMatchObject({ state: "waiting", centreSince: null });
    await tap(jonas, caseId, { what: "handOver" }, next);
    await robin.does(caseId, "claim");
    const refused = await tap(jonas, caseId, { what: "undo", of: next });
    expect(refused.body.error).toMatchObject({ details: { answer: { instead: { code: "held" } }, case: { state: "claimed" } } });
    expect(refused.body.error.message).toMatch(/^Link Line took this alarm at 02:\d\d\. Your tap at 02:\d\d did not count\.$/);
  });

  test("only one's own answer", async () => {
    const { jonas, meera, caseId } = await leak();
    const key = newKey();
    await tap(jonas, caseId, { what: "accept" }, key);
    expect((await tap(meera, caseId, { what: "undo", of: key })).body.error.details.answer.instead.code).toBe("nothing");
    expect((await show(caseId)).accepted).toMatchObject({ name: "Jonas Birch" });
  });

  test("an undo and a claim in the same instant: the case is in one person's hands or with the family, and the answers agree", async () => {
    const { jonas, caseId } = await leak();
    const key = newKey();
    await tap(jonas, caseId, { what: "handOver" }, key);
    const [undone, claimed] = await Promise.all([tap(jonas, caseId, { what: "undo", of: key }), robin.does(caseId, "claim")]);
    expect(claimed.status).toBe(200);
    expect(await show(caseId)).toMatchObject({ state: "claimed" });
    expect([200, 409]).toContain(undone.status);
    expect((await linesOf(caseId)).includes("Jonas Birch took back: handed to Link Line")).toBe(undone.status === 200);
  });
});

describe("what was it?", () => {
  /** Out of bed for five minutes; Jonas is on it. */
  async function outOfBed() {
    const home = await orchard();
    await home.says(true);
    await home.says(false);
    await passes(5 * minute);
    const listed = async () => (await town.call("operator", "GET", `/api/v1/cases?home=${home.id}&state=open`)).body.items;
    await expect.poll(listed, { timeout: 20_000 }).toHaveLength(1);
    const { id: caseId } = await home.case();
    return { ...home, caseId };
  }

  test("it is asked once she is back in bed, and the answer of the carer who is on it closes the case", async () => {
    const { jonas, meera, caseId, says, id } = await outOfBed();
    await tap(jonas, caseId, { what: "accept" });
    const early = await tap(jonas, caseId, { what: "cause", cause: "toilet" });
    expect(early.body.error.details).toMatchObject({ answer: { instead: { code: "notOver" } }, case: { tellCause: "no", news: null } });
    await says(true);
    await passes(minute);
    const read = (phone: typeof jonas) => phone.send("GET", `/api/v1/carer/cases/${caseId}`);
    await expect
      .poll(async () => (await read(jonas)).body.news)
      .toMatchObject({ text: expect.stringMatching(/^Back in bed/), isEnd: true });
    expect([(await read(jonas)).body.tellCause, (await read(meera)).body.tellCause]).toEqual(["closes", "notes"]);

    const key = newKey();
    const told = await tap(jonas, caseId, { what: "cause", cause: "toilet" }, key);
    expect(told.body.case).toMatchObject({ state: "closed", closedBy: "Jonas Birch", cause: { cause: "toilet", mine: true } });
    expect(await show(caseId)).toMatchObject({
      state: "closed",
      alarms: [{ outcome: "reassurance", carerSays: { cause: "toilet", by: "Jonas Birch" } }],
    });
    expect((await linesOf(caseId)).at(-1)).toBe("Closed by Jonas Birch: Went to the toilet (Reassurance, all well)");

    const undone = await tap(jonas, caseId, { what: "undo", of: key });
    expect(undone.body.case).toMatchObject({ state: "waiting", accepted: { mine: true }, cause: null, closedAt: null });
    await tap(jonas, caseId, { what: "cause", cause: "wandering" });
    expect(await show(caseId)).toMatchObject({ alarms: [{ outcome: "assistance", carerSays: { cause: "wandering" } }] });
    const nights = (await jonas.send("GET", `/api/v1/carer/homes/${id}/nights`)).body.items;
    expect(nights.flatMap(({ alarms }: { alarms: object[] }) => alarms)).toMatchObject([{ needed: true }]);
  });

  test("where the centre has retired the outcome, the case ends with another one of its kind", async () => {
    const { body } = await town.call("operator", "GET", "/api/v1/outcomes");
    const falseAlarm = body.items.find(({ code }: { code: string }) => code === "falseAlarm");
    const change = (inUse: boolean) =>
      town.call("supervisor", "PUT", "/api/v1/outcomes/falseAlarm", { label: falseAlarm.label, kind: falseAlarm.kind, inUse });
    const { jonas, caseId, says } = await outOfBed();
    await tap(jonas, caseId, { what: "accept" });
    await says(true);
    await passes(minute);
    await change(false);
    expect((await tap(jonas, caseId, { what: "cause", cause: "falseAlarm" })).status).toBe(200);
    await change(true);
    expect(await show(caseId)).toMatchObject({ state: "closed", alarms: [{ outcome: "accidental" }] });
  });

  test("of an alarm that staff closed, the carer's word is shown beside their outcome", async () => {
    const { jonas, caseId } = await leak();
    await robin.does(caseId, "claim");
    await robin.does(caseId, "close", { outcome: "genuine", rings: 1 });
    const told = await tap(jonas, caseId, { what: "cause", cause: "other" });
    expect(told.body.case).toMatchObject({ state: "closed", closedBy: null, cause: { cause: "other" } });
    expect(await show(caseId)).toMatchObject({ alarms: [{ outcome: "genuine", carerSays: { cause: "other", by: "Jonas Birch" } }] });
  });
});

test("the home's own number is in its record and on the carer's alarm; without one there is none to call", async () => {
  const { jonas, caseId, id } = await leak();
  expect((await town.call("operator", "GET", `/api/v1/homes/${id}`)).body.phone).toBe("020 7946 0123");
  expect((await jonas.send("GET", `/api/v1/carer/cases/${caseId}`)).body.homePhone).toBe("020 7946 0123");
  const { id: without } = await town.home({ name: "5 Orchard Road" });
  expect((await town.call("operator", "GET", `/api/v1/homes/${without}`)).body.phone).toBeNull();
});

test("an answer taken back is no contact: a critical case still wants a note to be closed", async () => {
  const home = await orchard();
  await home.press();
  const { id } = await home.case();
  const key = newKey();
  await tap(home.jonas, id, { what: "accept" }, key);
  await tap(home.jonas, id, { what: "undo", of: key });
  await robin.does(id, "claim");
  expect((await robin.does(id, "close", { outcome: "reassurance", rings: 1 })).body.error.code).toBe("noteNeeded");
});
