import { expect, test } from "vitest";
import { jonas, meera, messageTown } from "./messageTown.ts";

const { town, clock, gateway, mail, home } = await messageTown();

test("a press sends one text with home, what, when and link, and the timeline says that it was sent and delivered", async () => {
  const flat = await home();
  await flat.press();
  const { type, data } = await gateway.next();
  expect(type).toBe("message.text");
  expect(data.to).toBe(jonas.channels[0].address);
  expect(data.text).toMatch(/^12 Sycamore Court: SOS pressed.* 02:14.*\. https:\/\/linkline\.example\/a\/[\da-z-]+$/);
  expect(data.text.length).toBeLessThanOrEqual(160);
  await flat.says("Text to Jonas Birch sent");
  clock.advance(9_000);
  expect(await gateway.receipt(town.service.httpUrl, { type: "message.delivered", data: { id: data.id } })).toBe(204);
  await flat.says("Text to Jonas Birch delivered 02:14:09");
  expect(await gateway.receipt(town.service.httpUrl, { type: "message.delivered", data: { id: data.id } })).toBe(204);
  expect(await flat.lines()).toEqual(["Text to Jonas Birch sent", "Text to Jonas Birch delivered 02:14:09"]);
});

test("a text that the gateway refuses is not tried again: the e-mail of the same contact leaves at once", async () => {
  gateway.answers(() => ({ status: 400 }));
  const flat = await home();
  await flat.press();
  await gateway.next();
  const { to, subject, body } = await mail.mails.next();
  gateway.answers(() => ({ status: 200 }));
  expect(to).toBe("jonas@birch.example");
  expect(subject).toContain("12 Sycamore Court: SOS pressed");
  expect(body).toContain("https://linkline.example/a/");
  const alarm = await flat.says("E-mail to Jonas Birch sent");
  expect(alarm.timeline.map(({ text }) => text)).toContain("Text to Jonas Birch failed: the gateway answered 400. E-mail instead");
});

test("where text and e-mail of the first contact fail, the second contact hears at once", async () => {
  gateway.answers(({ body }) => ({ status: body.includes(jonas.channels[0].address) ? 400 : 200 }));
  mail.refusesWith(550);
  const flat = await home();
  await flat.press();
  await gateway.next(jonas.channels[0].address);
  await gateway.next(meera.channels[0].address);
  mail.refusesWith(null);
  gateway.answers(() => ({ status: 200 }));
  await flat.says("Text to Meera Shah sent");
  expect(await flat.lines()).toEqual([
    "Text to Jonas Birch failed: the gateway answered 400. E-mail instead",
    "E-mail to Jonas Birch failed: the mail server answered 550",
    "No message of this step has left: the next step runs now",
    "Text to Meera Shah sent",
  ]);
});

test("where no message to the family leaves, the centre has the case at once and is asked to call", async () => {
  gateway.answers(() => ({ status: 403 }));
  const policy = [
    { notify: [1], waitSeconds: 180 },
    { notify: ["centre" as const], waitSeconds: 60 },
  ];
  const flat = await home({ policy, contacts: [meera] as never });
  await flat.press();
  await gateway.next();
  await flat.says("No answer from the family: at the centre now");
  gateway.answers(() => ({ status: 200 }));
  const { body } = await town.call("operator", "GET", `/api/v1/cases?home=${flat.id}`);
  expect(body.items[0]).toMatchObject({ familyUnreached: true, centreSince: expect.any(String) });
});
