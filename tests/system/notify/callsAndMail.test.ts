import { expect, test } from "vitest";
import { jonas, meera, messageTown } from "./messageTown.ts";

const { town, clock, gateway, mail, home } = await messageTown();

const voice = { type: "voice", address: meera.channels[0].address } as const;
const meeraByVoice = { ...meera, channels: [voice, meera.channels[0]] };
const jonasByMail = { ...jonas, channels: [jonas.channels[1], jonas.channels[0]] };
const withChannels = (channels: ("voice" | "email" | "text")[], contact: object) => ({
  policy: [{ notify: [1], channels, waitSeconds: 1_800 }],
  contacts: [contact] as never,
});

test("a contact with a voice number is called: the gateway gets the sentence to read aloud, and its receipt shows", async () => {
  const flat = await home(withChannels(["voice"], meeraByVoice));
  await flat.press();
  const { type, data } = await gateway.next();
  expect(type).toBe("message.voice");
  expect(data).toMatchObject({ to: voice.address, name: "Meera Shah", text: expect.stringMatching(/^12 Sycamore Court: SOS pressed/) });
  await flat.says("Call to Meera Shah sent");
  clock.advance(9_000);
  expect(await gateway.receipt(town.service.httpUrl, { type: "message.delivered", data: { id: data.id } })).toBe(204);
  await flat.says("Call to Meera Shah delivered 02:14:09");
});

test("a gateway that cannot call answers 4xx, and the text of the same contact leaves at once", async () => {
  gateway.answers(({ body }) => ({ status: body.includes("message.voice") ? 422 : 200 }));
  const flat = await home(withChannels(["voice", "text"], meeraByVoice));
  await flat.press();
  expect((await gateway.next()).type).toBe("message.voice");
  expect((await gateway.next()).type).toBe("message.text");
  gateway.answers(() => ({ status: 200 }));
  await flat.says("Text to Meera Shah sent");
  expect(await flat.lines()).toEqual(["Call to Meera Shah failed: the gateway answered 422. Text instead", "Text to Meera Shah sent"]);
});

test("a mail server that answers 451 is asked again later, because 4xx of a mail server is for now", async () => {
  mail.refusesWith(451);
  const flat = await home(withChannels(["email", "text"], jonasByMail));
  await flat.press();
  await flat.says("E-mail to Jonas Birch not sent yet: the mail server answered 451. Tried again in 2 s");
  clock.advance(2_000);
  await flat.says("E-mail to Jonas Birch not sent yet: the mail server answered 451. Tried again in 5 s");
  mail.refusesWith(null);
  clock.advance(5_000);
  expect((await mail.mails.next()).to).toBe(jonas.channels[1].address);
  await flat.says("E-mail to Jonas Birch sent");
});

test("a mail server that answers 550 is not asked again, because 5xx of a mail server is for ever: the text leaves at once", async () => {
  mail.refusesWith(550);
  const flat = await home(withChannels(["email", "text"], jonasByMail));
  await flat.press();
  expect((await gateway.next()).data.to).toBe(jonas.channels[0].address);
  mail.refusesWith(null);
  await flat.says("Text to Jonas Birch sent");
  clock.advance(60_000);
  expect(await flat.lines()).toEqual([
    "E-mail to Jonas Birch failed: the mail server answered 550. Text instead",
    "Text to Jonas Birch sent",
  ]);
});
