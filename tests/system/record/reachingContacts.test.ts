import { expect, test } from "vitest";
import { joinedCarer } from "../carer/carerPhone.ts";
import { familyFirst, jonas, meera, messageTown } from "../notify/messageTown.ts";
import type { Json } from "../setup/service.ts";

// It is 02:14 in the homes, on Wednesday 22 July 2026.
const { town, gateway, home } = await messageTown();
const meeraNumber = meera.channels[0].address;

const patch = async (homeId: string, contact: Json, body: object, version = contact.version): Promise<{ status: number; body: Json }> => {
  const answer = await fetch(`${town.service.httpUrl}/api/v1/homes/${homeId}/contacts/${contact.id}`, {
    method: "PATCH",
    headers: {
      authorization: `Bearer ${await town.token("operator")}`,
      "content-type": "application/merge-patch+json",
      "if-match": `"${version}"`,
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
};
const contactsOf = async (id: string): Promise<Json[]> => (await town.call("operator", "GET", `/api/v1/homes/${id}`)).body.contacts;

test("staff set the hours in which a contact may be called, and outside of them the next contact hears at once", async () => {
  const { id, press, says } = await home({ policy: familyFirst });
  const [first] = await contactsOf(id);
  const wrong = await patch(id, first, { hours: [{ from: "25:00", to: "18:00", days: ["mon"] }] });
  expect(wrong).toMatchObject({ status: 422, body: { error: { details: [{ path: "hours.0.from" }] } } });
  const hours = [{ from: "08:00", to: "18:00", days: ["wed", "thu"] }];
  expect(await patch(id, first, { hours })).toMatchObject({ status: 200, body: { hours } });
  await press();
  expect((await gateway.next()).data.to).toBe(meeraNumber);
  await says(`${jonas.name} is not available until 08:00: skipped`);
  await town.restart();
  expect((await contactsOf(id))[0]).toMatchObject({ hours });
});

test("hours that a carer set meanwhile are not overwritten by staff who saw the former ones", async () => {
  const { id } = await home({ policy: familyFirst });
  const his = await joinedCarer(town, id, "alarms");
  const [seen] = await contactsOf(id);
  const hours = [{ from: "12:00", to: "13:00", days: ["mon"] }];
  expect((await his.send("PUT", `/api/v1/carer/homes/${id}/hours`, { hours })).status).toBe(200);
  expect(await patch(id, seen, { hours: null })).toMatchObject({ status: 412, body: { error: { code: "changedMeanwhile" } } });
  const [now] = await contactsOf(id);
  expect(now).toMatchObject({ hours });
  expect(await patch(id, now, { hours: null })).toMatchObject({ status: 200, body: { hours: null } });
});

test("a channel that is for messages about devices gets no alarm, and a plan that then reaches no one is refused", async () => {
  const { id, press } = await home({ policy: familyFirst });
  const [first] = await contactsOf(id);
  const channels = [{ ...jonas.channels[0], purposes: ["devices"] }];
  const refused = await patch(id, first, { channels });
  expect(refused).toMatchObject({ status: 422 });
  expect(refused.body.error.details[0].message).toContain("the plan could then reach no one");
  const both = [...channels, { type: "text", address: "+447700900777", purposes: ["alarms", "planReview"] }];
  expect(await patch(id, first, { channels: both })).toMatchObject({ status: 200, body: { channels: both } });
  await press();
  expect((await gateway.next()).data.to).toBe("+447700900777");
});
