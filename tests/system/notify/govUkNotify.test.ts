import { createHmac } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { httpProvider, type Posted } from "../setup/providers/httpProvider.ts";
import { meera, messageTown } from "./messageTown.ts";

const serviceId = "3ad1f3b6-8f20-4b3c-9a55-0d9a4a6e3f11";
const keySecret = "7b1f9c52-5a36-4f2e-8d4b-3c6f0e9b7a22";
const template = "b5f0f2d4-1c59-4d0b-9a86-5e6a7c3d8e01";
const notificationId = "740e5834-3a29-46b4-9a6f-16142fde533a";

const notify = await httpProvider("requests to GOV.UK Notify");
const { town, clock, home } = await messageTown({
  env: {
    LINKLINE_NOTIFY_URL: notify.url,
    LINKLINE_NOTIFY_API_KEY: `alarms-${serviceId}-${keySecret}`,
    LINKLINE_NOTIFY_TEXT_TEMPLATE: template,
    LINKLINE_NOTIFY_CALLBACK_TOKEN: "a token for receipts",
  },
});
afterAll(() => notify.stop());
const policy = [{ notify: [1], waitSeconds: 180 }];

/** What the token of a request claims, if the key has signed it (JWT, HS256). */
function claimsOf({ headers }: Posted): unknown {
  const [head = "", claims = "", signature] = (headers.authorization ?? "").replace("Bearer ", "").split(".");
  expect(JSON.parse(Buffer.from(head, "base64url").toString())).toEqual({ typ: "JWT", alg: "HS256" });
  expect(createHmac("sha256", keySecret).update(`${head}.${claims}`).digest("base64url")).toBe(signature);
  return JSON.parse(Buffer.from(claims, "base64url").toString());
}

const receipt = async (body: object, token = "a token for receipts"): Promise<number> => {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  return (await fetch(`${town.service.httpUrl}/notify/receipts/gov-uk-notify`, { method: "POST", headers, body: JSON.stringify(body) }))
    .status;
};

test("GOV.UK Notify gets the text in the field of its template, and its receipt shows in the timeline", async () => {
  notify.answers(() => ({ status: 201, body: { id: notificationId } }));
  const flat = await home({ policy, contacts: [meera] as never });
  await flat.press();
  const posted = await notify.posts.next();
  expect(posted.path).toBe("/v2/notifications/sms");
  expect(claimsOf(posted)).toEqual({ iss: serviceId, iat: clock.now() / 1000 });
  const sent = JSON.parse(posted.body.toString());
  expect(sent).toMatchObject({ template_id: template, phone_number: meera.channels[0].address, reference: expect.any(String) });
  expect(sent.personalisation.message).toMatch(/^12 Sycamore Court: SOS pressed/);
  await flat.says("Text to Meera Shah sent");
  clock.advance(9_000);
  const body = { id: notificationId, reference: sent.reference, status: "delivered", completed_at: "2026-07-22T01:14:07.000000Z" };
  expect(await receipt(body, "another token")).toBe(401);
  expect(await receipt({ ...body, status: "eaten" })).toBe(400);
  expect(await receipt(body)).toBe(204);
  await flat.says("Text to Meera Shah delivered 02:14:07");
});

test("an answer that makes no sense counts as failed, and the centre has the case at once", async () => {
  notify.answers(() => ({ status: 201, body: "<html>Welcome to the hotel's network</html>" }));
  const flat = await home({ policy, contacts: [meera] as never });
  await flat.press();
  await notify.posts.next();
  const alarm = await flat.says("No answer from the family: at the centre now");
  expect(alarm.timeline.map(({ text }) => text)).toContain("Text to Meera Shah failed: GOV.UK Notify answered with something unexpected");
});
