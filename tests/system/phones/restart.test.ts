import { expect, test } from "vitest";
import { jonas } from "../notify/messageTown.ts";
import { phoneTown } from "./phoneTown.ts";

const { town, clock, gateway, mail, cared } = await phoneTown();
const jonasNumber = jonas.channels[0].address;

test("the wait for a receipt continues through a restart: its text leaves once, and not before the 30 s are over", async () => {
  const home = await cared();
  const phone = await home.carer(1);
  await phone.register();
  await home.leak();
  await phone.next();
  await home.says("Push to Jonas Birch sent");
  clock.advance(10_000);
  await town.restart();
  clock.advance(19_000);
  expect(gateway.posts.unclaimed).toEqual([]);
  clock.advance(1_000);
  await home.says("Push to Jonas Birch failed: the phone did not confirm it. Text and E-mail instead");
  await Promise.all([gateway.next(jonasNumber), mail.mails.next()]);
  await home.says("Text to Jonas Birch sent");
  await home.says("E-mail to Jonas Birch sent");
  await town.restart();
  clock.advance(5_000);
  expect((await home.lines()).filter((line) => line.includes("did not confirm"))).toHaveLength(1);
});
