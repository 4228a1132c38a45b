import { expect, test } from "vitest";
import { jonas } from "../notify/messageTown.ts";
import { vapidOf } from "../setup/providers/browserPush.ts";
import { phoneTown } from "./phoneTown.ts";

const { town, clock, gateway, mail, pushes, cared, sql } = await phoneTown();
const jonasNumber = jonas.channels[0].address;
const account = { email: "jonas@birch.example", password: "warm socks and tea" };

test("a push reaches every phone of a carer, which alone can read it, and is signed with the key that was made at the first start", async () => {
  const home = await cared();
  const phone = await home.carer(1, account);
  await phone.register();
  const tablet = phone.another();
  await tablet.signIn(account.email, account.password);
  await tablet.register();
  await home.leak();
  const [toPhone, toTablet] = [await phone.next(), await tablet.next()];
  expect(toTablet).toMatchObject({ title: toPhone.title, body: toPhone.body, url: toPhone.url, receipt: toPhone.receipt });
  expect(() => tablet.decrypt(toPhone.posted)).toThrow();
  const [keys] = await sql("SELECT public_key FROM push_keys");
  expect(keys).toEqual({ public_key: vapidOf(toPhone.posted).publicKey });
  expect((await phone.list()).publicKey).toBe(keys.public_key);
});

test("a push that one phone has is sent, although the push service of another does not answer", async () => {
  const home = await cared();
  const phone = await home.carer(1);
  await phone.register();
  const silent = phone.another();
  await phone.register();
  await phone.send("PUT", "/api/v1/carer/phones", { endpoint: `${pushes.url}${silent.path}`, keys: silent.keys });
  pushes.answers(({ path }) => (path === silent.path ? "silence" : { status: 201 }));
  await home.leak();
  await Promise.all([phone.next(), silent.next()]);
  await home.says("Push to Jonas Birch sent");
  pushes.answers(() => ({ status: 201 }));
});

test.each([404, 410])(
  "a phone that is gone (%s) is not written to again; the text leaves at once, and the carer learns it once, by text",
  async (status) => {
    const home = await cared();
    const phone = await home.carer(1);
    await phone.register();
    pushes.answers(() => ({ status }));
    await home.leak();
    await phone.next();
    pushes.answers(() => ({ status: 201 }));
    await home.says("Push to Jonas Birch failed: the phone is no longer registered. Text and E-mail instead");
    const texts = [await gateway.next(jonasNumber), await gateway.next(jonasNumber)].map(({ data }) => data.text);
    await mail.mails.next();
    expect(texts).toContainEqual(expect.stringMatching(/^12 Sycamore Court: Water on the floor/));
    expect(texts).toContainEqual(
      "Link Line: your phone will not ring for alarms any more. Open Link Line on it and switch alarms on again. https://linkline.example/carer/#/phone",
    );
    expect((await phone.list()).items).toEqual([]);
    await home.says("Text to Jonas Birch sent");
    clock.advance(1_000);
    await home.says("E-mail to Jonas Birch sent");
  },
);

test("two phones of one carer that are gone in the same moment: the carer learns it once", async () => {
  const home = await cared();
  const phone = await home.carer(1);
  const tablet = phone.another();
  await phone.register();
  await phone.send("PUT", "/api/v1/carer/phones", { endpoint: `${pushes.url}${tablet.path}`, keys: tablet.keys });
  pushes.answers(() => ({ status: 410 }));
  await home.leak();
  await Promise.all([phone.next(), tablet.next()]);
  await home.says(/^Push to Jonas Birch failed/);
  pushes.answers(() => ({ status: 201 }));
  await Promise.all([gateway.next(jonasNumber), gateway.next(jonasNumber), mail.mails.next()]);
  await home.says("Text to Jonas Birch sent");
  const [{ count }] = await sql(
    "SELECT count(*)::int FROM notification WHERE kind = 'phoneLost' AND channel = 'text' AND created_at = (SELECT max(created_at) FROM notification WHERE kind = 'phoneLost')",
  );
  expect(count).toBe(1);
});

test("a carer without a number for texts learns it by e-mail, and one whose text fails too", async () => {
  const home = await cared({ contacts: [{ ...jonas, channels: [{ type: "email", address: "jonas@birch.example" }] }], policy: null });
  const phone = await home.carer(1, { email: "jonas.phone@birch.example", password: "warm socks and tea" });
  await phone.register();
  pushes.answers(() => ({ status: 410 }));
  await home.leak();
  await phone.next();
  pushes.answers(() => ({ status: 201 }));
  const letters = [await mail.mails.next(), await mail.mails.next()];
  expect(letters.flatMap(({ to }) => to)).toContain("jonas.phone@birch.example");
  await home.says("E-mail to Jonas Birch sent");
});

test("what is known of phones outlives a restart: the carer is called by push", async () => {
  const home = await cared();
  const phone = await home.carer(1);
  await phone.register();
  await town.restart();
  await home.leak();
  await phone.next();
});
