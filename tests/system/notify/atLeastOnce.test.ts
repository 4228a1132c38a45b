import pino from "pino";
import { afterAll, expect, test } from "vitest";
import { leaseMs } from "#response/notify/outbox/outbox.ts";
import { type DatabaseProxy, databaseProxy } from "../setup/databaseProxy.ts";
import { type MessageHome, meera, messageTown } from "./messageTown.ts";

let wire: DatabaseProxy | undefined;
let heard: () => void = () => {};
const listening = {
  write(line: string) {
    if (line.includes("the result could not be recorded")) heard();
  },
};
const { town, clock, gateway, home } = await messageTown({
  log: pino({ level: "warn" }, listening),
  through: async (url) => {
    wire = await databaseProxy(url);
    return wire.url;
  },
});
afterAll(() => wire?.stop());

/**
 * A press whose text the provider accepts, and no word of that reaches the database: as if the service had died in between. Resolves with the id of the
 * message.
 */
async function pressAndDie(flat: MessageHome): Promise<string> {
  const unrecorded = new Promise<void>((resolve) => {
    heard = resolve;
  });
  gateway.answers(() => {
    wire?.cut();
    return { status: 200 };
  });
  void flat.press();
  const { data } = await gateway.next();
  await unrecorded;
  gateway.answers(() => ({ status: 200 }));
  wire?.mend();
  return data.id;
}

const onlyText = { policy: [{ notify: [1], waitSeconds: 180 }], contacts: [meera] as never } satisfies Parameters<typeof home>[0];

test("a service that dies after the provider has a message, and before that is recorded, sends it again when its lease has run out", async () => {
  const flat = await home(onlyText);
  const id = await pressAndDie(flat);
  await town.restart(() => clock.advance(leaseMs - 5_000));
  const other = await home(onlyText);
  await other.press();
  expect((await gateway.next()).data.id).not.toBe(id);
  expect(gateway.posts.unclaimed).toEqual([]);
  clock.advance(5_000);
  expect((await gateway.next()).data.id).toBe(id);
  // The screen of this home went with the service.
  await other.says("Text to Meera Shah sent");
  await expect.poll(() => flat.lines()).toEqual(["Text to Meera Shah sent"]);
});

test("a contact who has one number twice, and a button that is pressed again, send one text", async () => {
  const twice = { ...meera, channels: [meera.channels[0], meera.channels[0]] };
  const flat = await home({ ...onlyText, contacts: [twice] as never });
  await flat.press();
  await gateway.next();
  await flat.says("Text to Meera Shah sent");
  await flat.press();
  clock.advance(1_000);
  expect(await flat.lines()).toEqual(["Text to Meera Shah sent"]);
});
