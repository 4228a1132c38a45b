import { expect, test } from "vitest";
import { jonas, meera } from "../notify/messageTown.ts";
import { vapidOf } from "../setup/providers/browserPush.ts";
import { family, phoneTown } from "./phoneTown.ts";

const { town, clock, gateway, mail, pushes, cared, confirm, sql } = await phoneTown();
const jonasNumber = jonas.channels[0].address;
const meerasNumber = meera.channels[0].address;

test("a carer's phone is called first; once it has confirmed the push, no text leaves, and the timeline says when", async () => {
  const home = await cared();
  const phone = await home.carer(1);
  await phone.register();
  await home.leak();
  const push = await phone.next();
  expect(push).toMatchObject({ title: "12 Sycamore Court", kind: "alarm" });
  expect(push.body).toMatch(/^Water on the floor.*02:14/);
  const [open] = (await town.call("operator", "GET", `/api/v1/cases?home=${home.id}`)).body.items;
  expect(push.url).toBe(`/carer/#/case/${open.id}`);
  expect(push.tag).toBe(`case-${open.id}-${open.alarms[0].id}`);
  expect(push.posted.headers).toMatchObject({ urgency: "high", ttl: "180", topic: push.tag });
  expect(vapidOf(push.posted).claims).toMatchObject({ aud: pushes.url, sub: "https://linkline.example" });
  await home.says("Push to Jonas Birch sent");
  clock.advance(9_000);
  expect((await confirm(push.receipt, "received")).status).toBe(200);
  await home.says("Push to Jonas Birch delivered 02:14:09");
  clock.advance(60_000);
  clock.advance(150_000);
  await gateway.next(meerasNumber);
  await home.says("Text to Meera Shah sent");
  expect(await home.lines()).toEqual(["Push to Jonas Birch sent", "Push to Jonas Birch delivered 02:14:09", "Text to Meera Shah sent"]);
});

test("a push that the phone does not confirm within 30 s has failed: text and e-mail leave at once, and the next step keeps its time", async () => {
  const home = await cared();
  await (await home.carer(1)).register();
  await home.leak();
  await pushes.posts.next();
  await home.says("Push to Jonas Birch sent");
  clock.advance(29_000);
  expect(await home.lines()).toEqual(["Push to Jonas Birch sent"]);
  clock.advance(1_000);
  await home.says("Push to Jonas Birch failed: the phone did not confirm it. Text and E-mail instead");
  await gateway.next(jonasNumber);
  await mail.mails.next();
  await home.says("E-mail to Jonas Birch sent");
  await home.says("Text to Jonas Birch sent");
  expect(await home.lines()).not.toContain("Text to Meera Shah sent");
});

test("a push service that does not answer delays the text no longer than a phone that does not confirm: 30 s", async () => {
  const home = await cared();
  await (await home.carer(1)).register();
  pushes.answers(() => "silence");
  await home.leak();
  await pushes.posts.next();
  for (const wait of [2, 5]) {
    clock.advance(10_000);
    await home.says(new RegExp(`^Push to Jonas Birch not sent yet.* Tried again in ${wait} s$`));
    clock.advance(wait * 1_000);
    await pushes.posts.next();
  }
  // The third attempt is under way.
  clock.advance(3_000);
  await home.says("Push to Jonas Birch failed: the phone did not confirm it. Text and E-mail instead");
  await Promise.all([gateway.next(jonasNumber), mail.mails.next()]);
  await home.says("Text to Jonas Birch sent");
  await home.says("E-mail to Jonas Birch sent");
  expect(await home.lines()).not.toContain("Text to Meera Shah sent");
  pushes.answers(() => ({ status: 201 }));
});

test("a phone is the only channel of a contact: without a receipt the next step runs at once", async () => {
  const home = await cared({ policy: null, contacts: [{ ...jonas, channels: [] }, meera] });
  await (await home.carer(1)).register();
  await home.leak();
  await pushes.posts.next();
  await home.says("Push to Jonas Birch sent");
  clock.advance(30_000);
  await home.says("No message of this step has left: the next step runs now");
  await gateway.next(meerasNumber);
  await home.says("Text to Meera Shah sent");
});

test("a receipt that comes after the 30 s is recorded all the same", async () => {
  const home = await cared();
  const phone = await home.carer(1);
  await phone.register();
  await home.leak();
  const push = await phone.next();
  await home.says("Push to Jonas Birch sent");
  clock.advance(30_000);
  await home.says(/^Push to Jonas Birch failed/);
  await Promise.all([gateway.next(jonasNumber), mail.mails.next()]);
  expect((await confirm(push.receipt, "shown")).status).toBe(200);
  await home.says(/^Push to Jonas Birch delivered/);
  const [row] = await sql(
    "SELECT state, received_at, shown_at, opened_at FROM notification WHERE kind = 'alarm' AND channel = 'push' ORDER BY id DESC LIMIT 1",
  );
  expect(row).toMatchObject({ state: "delivered", received_at: expect.any(Date), shown_at: expect.any(Date), opened_at: null });
});

test("in a critical alarm every channel is used at once, and where the phone is the only one the next contact is called at once as well", async () => {
  const home = await cared();
  const phone = await home.carer(1);
  await phone.register();
  await home.press();
  await phone.next();
  await Promise.all([gateway.next(jonasNumber), mail.mails.next()]);
  await home.says("Text to Jonas Birch sent");
  expect(await home.lines()).not.toContain("Text to Meera Shah sent");

  const other = await cared({ policy: null, contacts: [{ ...jonas, channels: [] }, meera] });
  const hers = await other.carer(1);
  await hers.register();
  await other.press();
  await hers.next();
  await gateway.next(meerasNumber);
  await other.says("Text to Meera Shah sent");
});

test("a push that fails releases no e-mail that a policy keeps for when the text has failed", async () => {
  const home = await cared({ policy: [{ notify: [1], channels: ["push", "text", "email"], waitSeconds: 180 }] });
  await (await home.carer(1)).register();
  await home.press();
  await Promise.all([pushes.posts.next(), gateway.next(jonasNumber)]);
  await home.says("Text to Jonas Birch sent");
  await home.says("Push to Jonas Birch sent");
  clock.advance(30_000);
  await home.says("Push to Jonas Birch failed: the phone did not confirm it");
  expect(await home.lines()).toHaveLength(3);
});

test("a test home sends no push, and neither does a home after its carer has left", async () => {
  const home = await cared({ mode: "test" });
  await (await home.carer(1)).register();
  await home.press();
  const left = await cared({ policy: family });
  const phone = await left.carer(1);
  await phone.register();
  await phone.send("POST", `/api/v1/carer/homes/${left.id}/leave`);
  await left.leak();
  await Promise.all([gateway.next(jonasNumber), mail.mails.next()]);
  await left.says("Text to Jonas Birch sent");
  expect(await left.lines()).not.toContain("Push to Jonas Birch sent");
});

test("the audit does not take a push that waits for its receipt for stuck, and finds one whose wait does not end", async () => {
  const home = await cared();
  const phone = await home.carer(1);
  await phone.register();
  await home.leak();
  await phone.next();
  await home.says("Push to Jonas Birch sent");
  const { findMessageFaults } = await import("#response/watch/auditFaults.ts");
  const { createPool } = await import("#platform/database.ts");
  const { createLog } = await import("#platform/log.ts");
  const pool = createPool(town.service.databaseUrl, createLog("silent"));
  expect(await findMessageFaults({ pool }, clock.now())).toEqual([]);
  expect(await findMessageFaults({ pool }, clock.now() + 89_000)).toEqual([]);
  expect(await findMessageFaults({ pool }, clock.now() + 91_000)).toMatchObject([{ kind: "messageStuck" }]);
  await pool.end();
});
