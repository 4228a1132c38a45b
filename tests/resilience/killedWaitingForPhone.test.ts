import { afterAll, expect, test } from "vitest";
import { pushBrowser } from "#tests/system/setup/providers/browserPush.ts";
import { httpProvider } from "#tests/system/setup/providers/httpProvider.ts";
import { meerasNumber, sendingTown } from "./kills/sendingTown.ts";

/** As in killedWhileSending.test.ts; here a phone has a push, and does not confirm it. */
const pushes = await httpProvider("pushes");
pushes.answers(() => ({ status: 201 }));
afterAll(() => pushes.stop());
const { gateway, passes, dies, home, sql } = await sendingTown({ pushService: pushes.url });

const second = 1_000;
const insertAccount = `INSERT INTO "user" (id, name, email, "emailVerified", role) VALUES ('meera', 'Meera Shah', 'meera@shah.example', true, 'carer')`;
const insertCarer = `INSERT INTO carer (contact_id, account_id, sees, agreed_by, joined_at)
  SELECT id, 'meera', 'alarms', 'Edith Birch', now() FROM contact WHERE home_id = $1 AND place = 1`;
const insertPhone = `INSERT INTO phone (account_id, endpoint, p256dh, auth, name, created_at, seen_at) VALUES ('meera', $1, $2, $3, 'Phone', now(), now())`;

test("killed while a push waits for the receipt of the phone, and again when the 30 s are over: it has failed once, and one text left", async () => {
  const flat = await home([{ notify: [1], channels: ["push", "text"], waitSeconds: 1_800 }]);
  await sql(insertAccount, []);
  await sql(insertCarer, [flat.id]);
  const { p256dh, auth } = pushBrowser().keys;
  await sql(insertPhone, [`${pushes.url}/phone`, p256dh, auth]);
  // The start reads who has a phone.
  await dies();
  await flat.press();
  await Promise.all([pushes.posts.next(), gateway.next(meerasNumber)]);
  await flat.says("Push to Meera Shah sent");
  await flat.says("Text to Meera Shah sent");
  await passes(20 * second);
  await dies({ awayMs: 5 * second });
  expect((await flat.lines()).filter((line) => line.includes("did not confirm"))).toEqual([]);
  await dies({ awayMs: 10 * second });
  await passes(second);
  await flat.says("Push to Meera Shah failed: the phone did not confirm it");
  await dies();
  await passes(60 * second);
  expect((await flat.lines()).filter((line) => line.includes("did not confirm"))).toHaveLength(1);
});
