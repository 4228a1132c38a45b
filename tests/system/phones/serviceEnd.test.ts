import { expect, test } from "vitest";
import { tokenIn } from "../carer/carerPhone.ts";
import type { Json } from "../setup/service.ts";
import { phoneTown } from "./phoneTown.ts";

const { town, clock, cared, confirm, sql } = await phoneTown();
const [hour, day] = [3_600_000, 86_400_000];

const closeAll = async (id: string): Promise<void> => {
  for (const one of (await town.call("operator", "GET", `/api/v1/cases?home=${id}&state=open`)).body.items) {
    const { body } = await town.call("operator", "POST", `/api/v1/cases/${one.id}/claim`);
    await town.call("operator", "POST", `/api/v1/cases/${one.id}/close`, { outcome: "reassurance", note: "All well", rings: body.rings });
  }
};
const end = (id: string) => town.call("supervisor", "POST", `/api/v1/homes/${id}/end`, { why: "Moved to a care home" });
const reopen = (id: string) => town.call("supervisor", "POST", `/api/v1/homes/${id}/reopen`, { why: "The date was wrong" });
const homesOf = async (phone: { send(method: string, path: string): Promise<{ body: Json }> }): Promise<string[]> =>
  (await phone.send("GET", "/api/v1/carer/homes")).body.items.map(({ homeId }: Json) => homeId);

test("a daughter sees nothing of her mother's home once its service has ended; when the end was a mistake she sees it again, and her phone rings for the next alarm", async () => {
  const home = await cared();
  const phone = await home.carer(1);
  await phone.register();
  await home.leak();
  const pushed = await phone.next();
  await confirm(pushed.receipt, "received");
  const [open] = (await town.call("operator", "GET", `/api/v1/cases?home=${home.id}&state=open`)).body.items;
  expect((await end(home.id)).status, "an open case, with its ladder, keeps the service").toBe(409);
  expect((await phone.send("GET", `/api/v1/carer/cases/${open.id}`)).status).toBe(200);
  await closeAll(home.id);
  expect((await end(home.id)).status).toBe(200);
  expect(await homesOf(phone)).toEqual([]);
  for (const path of [`/carer/cases/${open.id}`, `/carer/homes/${home.id}/everything`, `/carer/homes/${home.id}/availability`])
    expect((await phone.send("GET", `/api/v1${path}`)).status, path).toBe(404);
  expect((await phone.send("POST", `/api/v1/carer/homes/${home.id}/contingency`, { why: "ill", version: 1 })).status).toBe(404);
  await town.restart();
  expect(await homesOf(phone)).toEqual([]);
  expect((await reopen(home.id)).status).toBe(200);
  expect(await homesOf(phone)).toEqual([home.id]);
  expect((await phone.send("GET", `/api/v1/carer/cases/${open.id}`)).status).toBe(200);
  await home.leak();
  clock.advance(1_000);
  await confirm((await phone.next()).receipt, "received");
});

test("a carer of an ended home alone is not reminded to test the phone; one who cares for another home still is", async () => {
  const [ended, lasting] = [await cared(), await cared()];
  const [gone, still] = [await ended.carer(1), await lasting.carer(1)];
  for (const phone of [gone, still]) {
    const { id } = (await phone.register()).body;
    await phone.send("POST", `/api/v1/carer/phones/${id}/test`, { at: "now" });
    await confirm((await phone.next()).receipt, "opened");
  }
  await closeAll(ended.id);
  expect((await end(ended.id)).status).toBe(200);
  await town.restart(() => {
    const at = clock.now() + 31 * day;
    clock.advance(at - (at % day) + 12 * hour - clock.now());
  });
  clock.advance(60_000);
  expect(await still.next()).toMatchObject({ kind: "phoneTestDue" });
  const reminded = await sql("SELECT count(DISTINCT recipient_id)::int AS people FROM notification WHERE kind = 'phoneTestDue'");
  expect(reminded).toEqual([{ people: 1 }]);
});

test("an invitation to a home whose service has ended opens nothing, and a contingency plan does not start there", async () => {
  const home = await cared();
  const [contact] = home.contacts;
  const path = `/api/v1/homes/${home.id}/contacts/${contact?.contactId}`;
  const invited = await town.call("operator", "POST", `${path}/invitation`, { sees: "alarms", agreedBy: "Edith Birch", by: "link" });
  const agreed = { centreDoes: "Call each evening", lastsHours: 24, agreedBy: "Jonas", substitutes: [] };
  expect((await town.call("operator", "POST", `${path}/contingency-plan`, agreed)).status).toBe(201);
  await closeAll(home.id);
  await end(home.id);
  const token = tokenIn(invited.body.link);
  for (const [call, body] of [
    ["look", { token }],
    ["accept", { token, email: "amina@birch.example", password: "warm socks and tea" }],
  ] as const)
    expect((await town.call(null, "POST", `/api/v1/carer-invitations/${call}`, body)).status, call).not.toBeLessThan(400);
  expect((await town.call("operator", "POST", `${path}/contingency`, { why: "ill", version: 1 })).status).toBe(409);
  expect((await town.call("operator", "GET", `/api/v1/cases?home=${home.id}&state=open`)).body.items).toEqual([]);
});
