import { expect, test } from "vitest";
import { heardLog } from "../database/heardLog.ts";
import { jonas, meera, messageTown } from "./messageTown.ts";

const { log, lines } = heardLog();
const { town, clock, gateway, mail, home } = await messageTown({ log });

const onlyText = { policy: [{ notify: [1], waitSeconds: 180 }], contacts: [meera] as never } satisfies Parameters<typeof home>[0];

test("a provider that answers 503 is tried again after 2, 5 and 10 seconds, and then the next step begins at once", async () => {
  gateway.answers(() => ({ status: 503 }));
  const flat = await home(onlyText);
  await flat.press();
  const attempts = [await gateway.next()];
  await flat.says("Text to Meera Shah not sent yet: the gateway answered 503. Tried again in 2 s");
  for (const [waitMs, following] of [
    [2_000, "Text to Meera Shah not sent yet: the gateway answered 503. Tried again in 5 s"],
    [5_000, "Text to Meera Shah not sent yet: the gateway answered 503. Tried again in 10 s"],
    [10_000, "Text to Meera Shah failed: the gateway answered 503"],
  ] as const) {
    clock.advance(waitMs - 1_000);
    clock.advance(1_000);
    attempts.push(await gateway.next());
    await flat.says(following);
  }
  expect(new Set(attempts.map(({ data }) => data.id)).size).toBe(1);
  const alarm = await flat.says("No answer from the family: at the centre now");
  expect(alarm.timeline.map(({ text }) => text)).toContain("No message of this step has left: the next step runs now");
  gateway.answers(() => ({ status: 200 }));
});

test("a provider that does not answer within 10 seconds is tried again", async () => {
  gateway.answers(() => "silence");
  const flat = await home(onlyText);
  await flat.press();
  await gateway.next();
  clock.advance(10_000);
  await flat.says("Text to Meera Shah not sent yet: the provider did not answer in time. Tried again in 2 s");
  gateway.answers(() => ({ status: 200 }));
  clock.advance(2_000);
  await gateway.next();
  await flat.says("Text to Meera Shah sent");
});

test("a gateway that answers with a web page has sent nothing: the centre has the case at once", async () => {
  gateway.answers(() => ({ status: 200, body: "<!DOCTYPE html><html><body>Sign in</body></html>" }));
  const flat = await home(onlyText);
  await flat.press();
  await gateway.next();
  await flat.says("Text to Meera Shah failed: the gateway answered with a web page");
  await flat.says("No answer from the family: at the centre now");
  gateway.answers(() => ({ status: 200 }));
});

test("a name of a message that cannot be stored counts as none: the text is not sent again and again", async () => {
  gateway.answers(() => ({ status: 200, body: { id: "a\u0000b" } }));
  const flat = await home(onlyText);
  await flat.press();
  const { data } = await gateway.next();
  await flat.says("Text to Meera Shah sent");
  gateway.answers(() => ({ status: 200 }));
  expect(await gateway.receipt(town.service.httpUrl, { type: "message.delivered", data: { id: data.id } })).toBe(204);
});

test("messages that became due while the service was down leave at once after the start", async () => {
  gateway.answers(() => ({ status: 503 }));
  const flat = await home(onlyText);
  await flat.press();
  await gateway.next();
  await flat.says(/Tried again in 2 s/);
  gateway.answers(() => ({ status: 200 }));
  await town.restart(() => clock.advance(600_000));
  const { data } = await gateway.next();
  expect(data.to).toBe(meera.channels[0].address);
});

test("a message that has not left when an operator claims the case is not sent, and the timeline says why", async () => {
  gateway.answers(() => ({ status: 503 }));
  const flat = await home(onlyText);
  await flat.press();
  await gateway.next();
  const alarm = await flat.says(/Tried again in 2 s/);
  expect((await town.call("operator", "POST", `/api/v1/alarms/${alarm.id}/claim`)).status).toBe(200);
  clock.advance(2_000);
  await flat.says("Text to Meera Shah not sent: Test operator has the case");
  gateway.answers(() => ({ status: 200 }));
});

test("a message that has not left when another contact says that they are on it is not sent", async () => {
  gateway.answers(() => ({ status: 503 }));
  const onlyTexts = [jonas, meera].map((contact) => ({ ...contact, channels: [contact.channels[0]] }));
  const flat = await home({ policy: [{ notify: [1, 2], waitSeconds: 180 }], contacts: onlyTexts as never });
  await flat.press();
  const [toJonas] = [await gateway.next(jonas.channels[0].address), await gateway.next(meera.channels[0].address)];
  await flat.says(/^Text to Meera Shah not sent yet/);
  await flat.says(/^Text to Jonas Birch not sent yet/);
  const page = new URL(toJonas.data.text.split(" ").at(-1) ?? "").pathname;
  const init = { method: "POST", redirect: "manual", headers: { "sec-fetch-site": "same-origin" } } as const;
  expect((await fetch(`${town.service.httpUrl}${page}/accept`, init)).status).toBe(303);
  gateway.answers(() => ({ status: 200 }));
  clock.advance(2_000);
  await flat.says("Text to Meera Shah not sent: Jonas Birch said: I'm on it");
});

test("a message that has not left when the case is closed is not sent", async () => {
  gateway.answers(() => ({ status: 503 }));
  const flat = await home(onlyText);
  await flat.press();
  await gateway.next();
  const alarm = await flat.says(/Tried again in 2 s/);
  await town.call("operator", "POST", `/api/v1/alarms/${alarm.id}/close`, { outcome: "accidental" });
  clock.advance(2_000);
  await flat.says("Text to Meera Shah not sent: the case is closed");
  gateway.answers(() => ({ status: 200 }));
});

test("nonsense from a provider of receipts is refused, and logged once", async () => {
  const { httpUrl } = town.service;
  expect(
    await gateway.receipt(httpUrl, { type: "message.delivered", data: { id: "1" } }, `whsec_${Buffer.alloc(24).toString("base64")}`),
  ).toBe(401);
  expect(await gateway.receipt(httpUrl, { type: "message.eaten", data: {} })).toBe(400);
  expect(await gateway.receipt(httpUrl, { type: "message.delivered", data: { id: "no such message" } })).toBe(404);
  expect(lines.filter(({ msg }) => msg.startsWith("a delivery receipt was refused"))).toHaveLength(1);
});

test("a receipt that says that a text failed after all makes the e-mail leave", async () => {
  const flat = await home();
  await flat.press();
  const { data } = await gateway.next();
  await flat.says("Text to Jonas Birch sent");
  expect(
    await gateway.receipt(town.service.httpUrl, { type: "message.failed", data: { id: data.id, reason: "a number that is not in use" } }),
  ).toBe(204);
  expect((await mail.mails.next()).to).toBe(jonas.channels[1].address);
  const alarm = await flat.says("E-mail to Jonas Birch sent");
  expect(alarm.timeline.map(({ text }) => text)).toContain(
    "Text to Jonas Birch failed: the gateway reports a number that is not in use. E-mail instead",
  );
  // So that the second contact hears nothing of it later.
  await town.call("operator", "POST", `/api/v1/alarms/${alarm.id}/claim`);
});

test("a home in test mode notifies no one", async () => {
  const flat = await home({ mode: "test" });
  await flat.press();
  const { body } = await town.call("operator", "GET", `/api/v1/alarms?home=${flat.id}`);
  expect(body.items).toHaveLength(1);
  clock.advance(600_000);
  const live = await home(onlyText);
  await live.press();
  expect((await gateway.next()).data.to).toBe(meera.channels[0].address);
  expect(await flat.lines()).toEqual([]);
});
