import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { familyFirst, jonas, meera, messageTown } from "../notify/messageTown.ts";
import type { Json } from "../setup/service.ts";
import { carerPhone, newPerson, tokenIn } from "./carerPhone.ts";

const { town, clock, gateway, mail, home } = await messageTown();
const day = 86_400_000;
const accept = () => ({ key: randomUUID(), what: "accept" });

const phone = () => carerPhone(town);

/** A home of a mother whose son and daughter may be invited. */
async function motherAtHome() {
  const { id, press } = await home({ policy: familyFirst });
  const { body } = await town.call("operator", "GET", `/api/v1/homes/${id}/carers`);
  const [son, daughter] = body.items as { contactId: string }[];
  const invite = (contact: typeof son, more: object = {}) =>
    town.call("operator", "POST", `/api/v1/homes/${id}/contacts/${contact?.contactId}/invitation`, {
      sees: "nights",
      agreedBy: "Edith Birch",
      by: "link",
      ...more,
    });
  const carers = async (): Promise<Json[]> => (await town.call("operator", "GET", `/api/v1/homes/${id}/carers`)).body.items;
  return { id, press, son, daughter, invite, carers };
}

/** Invites the son and lets him join with a new account. */
async function sonCares(more: object = {}) {
  const mother = await motherAtHome();
  const token = tokenIn((await mother.invite(mother.son, more)).body.link);
  const person = newPerson();
  const his = phone();
  expect((await his.send("POST", "/api/v1/carer-invitations/accept", { token, ...person })).status).toBe(201);
  expect((await his.signIn(person.email, person.password)).status).toBe(200);
  return { mother, his, token, person };
}

test("an invited son gets a text with a link that works once, chooses a password, and cares for his mother's home", async () => {
  const mother = await motherAtHome();
  const invited = await mother.invite(mother.son, { by: "text" });
  expect(invited).toMatchObject({ status: 201, body: { sentTo: jonas.channels[0].address, link: null } });
  const { text } = (await gateway.next()).data;
  expect(text).toContain("you are invited to hear of alarms");
  expect(text.length).toBeLessThanOrEqual(160);
  const token = tokenIn(text);

  const his = phone();
  const offered = await his.send("POST", "/api/v1/carer-invitations/look", { token });
  expect(offered.body).toMatchObject({ contactName: jonas.name, sees: "nights", agreedBy: "Edith Birch" });
  const person = newPerson();
  expect((await his.send("POST", "/api/v1/carer-invitations/accept", { token, ...person })).status).toBe(201);
  await his.signIn(person.email, person.password);
  const { body } = await his.send("GET", "/api/v1/carer/homes");
  expect(body.items).toMatchObject([
    { homeId: mother.id, contactName: jonas.name, sees: "nights", agreedBy: "Edith Birch", openCaseId: null },
  ]);
  expect((await mother.carers())[0]).toMatchObject({ carer: { name: jonas.name, sees: "nights" }, invitedUntil: null });
});

test("the invitation can come by e-mail", async () => {
  const mother = await motherAtHome();
  await mother.invite(mother.son, { by: "email" });
  const letter = await mail.mails.next();
  expect(letter.to).toContain("jonas@birch.example");
  expect(letter.body).toMatch(/Accept the invitation:\s+https:\/\/linkline\.example\/carer\/#\/join\/\S+/);
});

test("a second person on one link is refused, gets no account, and a link that was replaced, withdrawn or is a week old works no more", async () => {
  const { token, mother } = await sonCares();
  const thief = newPerson();
  const second = await phone().send("POST", "/api/v1/carer-invitations/accept", { token, ...thief });
  expect(second).toMatchObject({ status: 409, body: { error: { code: "used" } } });
  expect((await phone().signIn(thief.email, thief.password)).status).toBe(401);

  const first = tokenIn((await mother.invite(mother.daughter)).body.link);
  const newer = tokenIn((await mother.invite(mother.daughter)).body.link);
  const look = (text: string) => phone().send("POST", "/api/v1/carer-invitations/look", { token: text });
  expect(await look(first)).toMatchObject({ status: 409, body: { error: { code: "expired" } } });
  expect((await look(newer)).status).toBe(200);
  await town.call("operator", "DELETE", `/api/v1/homes/${mother.id}/contacts/${mother.daughter?.contactId}/carer`);
  expect((await look(newer)).status).toBe(409);
  const last = tokenIn((await mother.invite(mother.daughter)).body.link);
  clock.advance(7 * day - 1_000);
  expect((await look(last)).status).toBe(200);
  clock.advance(1_000);
  expect(await look(last)).toMatchObject({ status: 409, body: { error: { code: "expired" } } });
  expect((await look(`${last.slice(0, -1)}${last.endsWith("a") ? "b" : "a"}`)).status).toBe(404);
});

test("two people who accept one link at the same moment: one becomes the carer", async () => {
  const mother = await motherAtHome();
  const token = tokenIn((await mother.invite(mother.son)).body.link);
  const both = [newPerson(), newPerson()];
  const answers = await Promise.all(both.map((person) => phone().send("POST", "/api/v1/carer-invitations/accept", { token, ...person })));
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
});

test("a daughter with an account accepts a second home by signing in, and each home shows what was agreed there", async () => {
  const { his, person } = await sonCares({ sees: "alarms" });
  const other = await motherAtHome();
  const token = tokenIn((await other.invite(other.daughter, { sees: "nights" })).body.link);
  const again = await his.send("POST", "/api/v1/carer-invitations/accept", { token, ...person });
  expect(again).toMatchObject({ status: 409, body: { error: { code: "exists" } } });
  expect((await his.send("POST", "/api/v1/carer/invitations/accept", { token })).status).toBe(200);
  const { body } = await his.send("GET", "/api/v1/carer/homes");
  expect(body.items.map(({ sees, contactName }: Json) => [contactName, sees])).toEqual([
    [jonas.name, "alarms"],
    [meera.name, "nights"],
  ]);
});

test("who may see alarms only is refused tonight's readings, and no carer sees a home that is not theirs", async () => {
  const { his, mother } = await sonCares({ sees: "alarms" });
  expect((await his.send("GET", `/api/v1/carer/homes/${mother.id}/tonight`)).body.error.message).toBe(
    "Edith Birch agreed that you see alarms only.",
  );
  const other = await sonCares();
  expect((await his.send("GET", `/api/v1/carer/homes/${other.mother.id}/tonight`)).status).toBe(404);
  await other.mother.press();
  const [open] = (await town.call("operator", "GET", `/api/v1/cases?home=${other.mother.id}`)).body.items;
  for (const [method, path] of [
    ["GET", `/api/v1/carer/cases/${open.id}`],
    ["POST", `/api/v1/carer/cases/${open.id}/answers`],
  ] as const)
    expect((await his.send(method, path, method === "POST" ? accept() : undefined)).status).toBe(404);
  await gateway.next();
});

test("the carer's page shows an alarm, I'm on it is one call, and after the close it says that it came too late", async () => {
  const { his, mother } = await sonCares();
  await mother.press();
  await gateway.next();
  const caseId = (await his.send("GET", "/api/v1/carer/homes")).body.items[0].openCaseId;
  const shown = await his.send("GET", `/api/v1/carer/cases/${caseId}`);
  expect(shown.body).toMatchObject({ state: "waiting", priority: "critical", accepted: null });
  const accepted = await his.send("POST", `/api/v1/carer/cases/${caseId}/answers`, accept());
  expect(accepted.body.case.accepted).toMatchObject({ name: jonas.name, mine: true });
  await town.call("operator", "POST", `/api/v1/cases/${caseId}/claim`);
  const { body } = await town.call("operator", "GET", `/api/v1/cases/${caseId}`);
  await town.call("operator", "POST", `/api/v1/cases/${caseId}/close`, { outcome: "reassurance", note: "All well", rings: body.rings });
  const late = await his.send("POST", `/api/v1/carer/cases/${caseId}/answers`, accept());
  expect(late).toMatchObject({
    status: 409,
    body: {
      error: {
        code: "notCounted",
        message: expect.stringMatching(/^Link Line closed this alarm at 02:\d\d\. Your tap at 02:\d\d did not count\.$/),
        details: { answer: { instead: { code: "closed", name: null } }, case: { state: "closed" } },
      },
    },
  });
});

test("a carer who leaves, or whom staff remove while an alarm is open, sees nothing more, and staff see that", async () => {
  const { his, mother } = await sonCares();
  await mother.press();
  await gateway.next();
  const caseId = (await his.send("GET", "/api/v1/carer/homes")).body.items[0].openCaseId;
  await town.call("operator", "DELETE", `/api/v1/homes/${mother.id}/contacts/${mother.son?.contactId}/carer`);
  expect((await his.send("GET", `/api/v1/carer/cases/${caseId}`)).status).toBe(404);
  expect((await his.send("GET", "/api/v1/carer/homes")).body.items).toEqual([]);
  const leaver = await sonCares();
  expect((await leaver.his.send("POST", `/api/v1/carer/homes/${leaver.mother.id}/leave`)).body.items).toEqual([]);
  expect((await leaver.his.send("GET", "/api/v1/carer/homes")).body.items).toEqual([]);
  expect((await leaver.mother.carers())[0].carer).toBeNull();
});

test("a contact without a number for texts cannot be invited by text, and a weak password makes no carer and leaves the link usable", async () => {
  const mother = await motherAtHome();
  const byMail = await mother.invite(mother.daughter, { by: "email" });
  expect(byMail).toMatchObject({
    status: 422,
    body: { error: { details: [{ path: "by", message: `Link Line cannot send ${meera.name} an e-mail` }] } },
  });
  const token = tokenIn((await mother.invite(mother.daughter)).body.link);
  const weak = await phone().send("POST", "/api/v1/carer-invitations/accept", { token, email: "meera@shah.example", password: "tea" });
  expect(weak).toMatchObject({ status: 422, body: { error: { details: [{ path: "password" }] } } });
  expect((await phone().send("POST", "/api/v1/carer-invitations/look", { token })).status).toBe(200);
});

test("a carer's phone stays signed in for weeks, and staff for a shift", async () => {
  const { his } = await sonCares();
  expect((await his.send("GET", "/api/v1/me")).body.role).toBe("carer");
  const { createPool } = await import("#platform/database.ts");
  const { createLog } = await import("#platform/log.ts");
  const pool = createPool(town.service.databaseUrl, createLog("silent"));
  const { rows } = await pool.query(
    `SELECT u.role, ("expiresAt" - now()) > interval '59 days' AS "forWeeks" FROM "session" s JOIN "user" u ON u.id = s."userId"`,
  );
  await pool.end();
  expect(rows.every(({ role, forWeeks }) => forWeeks === (role === "carer"))).toBe(true);
});

test("tonight and the last nights are what the sensors said", async () => {
  const { his, mother } = await sonCares();
  const bed = await town.device(mother.id, { kind: "bed", name: "Bed" });
  const unit = await town.unit(bed);
  await unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", occupied: true, seq: 1, boot: "b" }), { qos: 1 });
  const since = new Date(clock.now()).toISOString();
  const tonight = await his.send("GET", `/api/v1/carer/homes/${mother.id}/tonight`);
  expect(tonight).toMatchObject({ status: 200, body: { beds: [{ name: "Bed", occupied: true, since, silent: false }], out: null } });
  const nights = await his.send("GET", `/api/v1/carer/homes/${mother.id}/nights`);
  expect(nights.body.items).toHaveLength(14);
  expect(nights.body.items[0]).toMatchObject({ heard: true, beds: [{ inBed: [{ from: since, to: null }] }] });
});
