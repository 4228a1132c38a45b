import { expect, test } from "vitest";
import { phoneTown } from "./phoneTown.ts";

const { town, clock, pushes, cared, confirm, sql } = await phoneTown();

test("a phone has the name of its browser, and opening the page again keeps it the same phone and renews when it was seen", async () => {
  const phone = await (await cared()).carer(1);
  const first = await phone.register();
  expect(first).toMatchObject({ status: 200, body: { name: "Android phone, Chrome", testedAt: null, test: null } });
  clock.advance(3_600_000);
  const again = await phone.register();
  expect(again.body).toMatchObject({ id: first.body.id, createdAt: first.body.createdAt });
  expect(Date.parse(again.body.seenAt)).toBe(Date.parse(first.body.seenAt) + 3_600_000);
  expect((await phone.list()).items).toHaveLength(1);
  expect(JSON.stringify(await phone.list())).not.toContain("phone-");
});

test("a phone that another carer signs in on is that carer's now, and untested", async () => {
  const his = await (await cared()).carer(1);
  await his.register();
  const hers = await (await cared()).carer(2);
  await hers.send("PUT", "/api/v1/carer/phones", { endpoint: `${pushes.url}${his.path}`, keys: his.keys });
  expect((await his.list()).items).toEqual([]);
  expect((await hers.list()).items).toHaveLength(1);
});

test("switching off, and signing out, end alarms on this phone and on no other", async () => {
  const home = await cared();
  const account = { email: "jonas.two@birch.example", password: "warm socks and tea" };
  const phone = await home.carer(1, account);
  await phone.register();
  const tablet = phone.another();
  await tablet.signIn(account.email, account.password);
  const registered = await tablet.register();
  expect((await phone.list()).items).toHaveLength(2);
  expect((await phone.send("DELETE", `/api/v1/carer/phones/${registered.body.id}`)).body.items).toHaveLength(1);
  expect((await phone.send("DELETE", `/api/v1/carer/phones/${registered.body.id}`)).status).toBe(404);
  await tablet.register();
  await phone.send("POST", "/api/auth/sign-out", {});
  expect((await tablet.list()).items).toMatchObject([{ id: registered.body.id }]);
});

test("a carer cannot switch off or test the phone of another", async () => {
  const his = await (await cared()).carer(1);
  const { body } = await his.register();
  const hers = await (await cared()).carer(1);
  expect((await hers.send("DELETE", `/api/v1/carer/phones/${body.id}`)).status).toBe(404);
  expect((await hers.send("POST", `/api/v1/carer/phones/${body.id}/test`, { at: "now" })).status).toBe(404);
});

test("the service never calls an address inside its network: such an endpoint is refused", async () => {
  const phone = await (await cared()).carer(1);
  for (const endpoint of [
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://localhost/push",
    "https://127.0.0.1/push",
    "https://10.0.0.7/push",
    "https://192.168.1.1/push",
    "https://169.254.169.254/latest/meta-data",
    "https://[::1]/push",
    "https://[::ffff:10.0.0.7]/push",
    "https://[fd00::1]/push",
    "https://0x7f000001/push",
    "https://2130706433/push",
    "https://database.internal/push",
    "https://printer.local/push",
    "https://intranet/push",
    "https://fcm.googleapis.com:22/push",
    "https://user:secret@fcm.googleapis.com/push",
    "http://127.0.0.1:1/push",
    "file:///etc/passwd",
    "not an address",
  ])
    expect(await phone.register({ endpoint }), endpoint).toMatchObject({
      status: 422,
      body: { error: { details: [{ path: "endpoint" }] } },
    });
  expect((await phone.register({ endpoint: "https://fcm.googleapis.com/fcm/send/abc" })).status).toBe(200);
  expect((await phone.register({ keys: { ...phone.keys, auth: "AAAA" } })).status).toBe(422);
});

test("a browser that gives a new subscription again and again fills no table, and is asked to wait", async () => {
  const phone = await (await cared()).carer(1);
  const register = (nth: number) => phone.register({ endpoint: `https://push.example.org/again-${nth}` });
  for (let nth = 0; nth < 30; nth += 1) expect((await register(nth)).status).toBe(200);
  expect((await register(30)).status).toBe(429);
  const rows = await sql("SELECT retired_why FROM phone WHERE endpoint LIKE '%/again-%'");
  expect(rows).toHaveLength(20);
  expect((await phone.list()).items).toHaveLength(10);
  clock.advance(60_000);
  expect((await register(31)).status).toBe(200);
});

test("the eleventh phone of a carer is registered, and the one that was seen longest ago gets no more alarms", async () => {
  const phone = await (await cared()).carer(1);
  for (let nth = 0; nth < 11; nth += 1) {
    clock.advance(1_000);
    await phone.register({ endpoint: `https://push.example.org/${nth}` });
  }
  const { items } = await phone.list();
  expect(items).toHaveLength(10);
  await phone.register({ endpoint: "https://push.example.org/new", replaces: "https://push.example.org/10" });
  expect((await phone.list()).items).toHaveLength(10);
});

test("a receipt needs its token and no session; a token of another message, a wrong one, and very many are refused", async () => {
  const home = await cared();
  const phone = await home.carer(1);
  await phone.register();
  await home.leak();
  const { receipt } = await phone.next();
  await home.says("Push to Jonas Birch sent");
  const [id = "", signature = ""] = receipt.split("-");
  const other = (BigInt(Number.parseInt(id, 36)) + 1n).toString(36);
  for (const token of [`${other}-${signature}`, receipt.slice(0, -1), "", "rubbish"])
    expect((await confirm(token, "received")).status).toBe(404);
  expect((await confirm(receipt, "eaten")).status).toBe(422);
  expect((await town.call(null, "POST", "/api/v1/carer-invitations/look", { token: receipt })).status).toBe(404);
  for (let nth = 0; nth < 3; nth += 1) expect((await confirm(receipt, "received")).status).toBe(200);
  await home.says(/^Push to Jonas Birch delivered/);
  expect((await home.lines()).filter((line) => line.includes("delivered"))).toHaveLength(1);
  const statuses = await Promise.all(Array.from({ length: 25 }, () => confirm("1-aaaaaaaaaaaaaaaa", "received")));
  expect(statuses.map(({ status }) => status)).toContain(429);
  expect((await confirm(receipt, "opened")).status).toBe(200);
});
