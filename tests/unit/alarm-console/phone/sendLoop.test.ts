import { expect, test } from "vitest";
import { SendLoop, type SendOutcome } from "#alarm-console/web/shared/phone/sendLoop.ts";

/** What waits on a phone; each outcome is given by the test. */
function phoneWith(outcomes: SendOutcome[]) {
  const { promise: stopped, resolve } = Promise.withResolvers<void>();
  const phone = { sent: 0, atOnce: 0, most: 0, stopped };
  const loop = new SendLoop(async () => {
    phone.atOnce += 1;
    phone.most = Math.max(phone.most, phone.atOnce);
    await Promise.resolve();
    phone.atOnce -= 1;
    const outcome = outcomes.shift() ?? "nothing";
    if (outcome === "sent") phone.sent += 1;
    if (outcome === "noAnswer" || outcomes.length === 0) resolve();
    return outcome;
  });
  return { phone, loop };
}

test("what waits is sent one after the other, never two at a time, also where the page asks twice", async () => {
  const { phone, loop } = phoneWith(["sent", "sent", "sent", "nothing"]);
  loop.now();
  loop.now();
  await phone.stopped;
  expect(phone).toMatchObject({ sent: 3, most: 1 });
});

test("without an answer nothing more is sent; when the connection is back, the same one is sent at once", async () => {
  const { phone, loop } = phoneWith(["sent", "noAnswer", "sent", "nothing"]);
  loop.now();
  await phone.stopped;
  // What would follow at once has followed by then.
  await new Promise(setImmediate);
  expect(phone.sent).toBe(1);
  await expect
    .poll(() => {
      loop.now();
      return phone.sent;
    })
    .toBe(2);
  loop.stop();
});
