import { expect, test } from "vitest";
import { jonas } from "../notify/messageTown.ts";
import { phoneTown } from "./phoneTown.ts";

const { town, clock, gateway, cared, confirm, sql } = await phoneTown();
const jonasNumber = jonas.channels[0].address;
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

test("thirty days after the last test the carer is reminded once, by day; without a receipt by text, and not again for a month", async () => {
  const phone = await (await cared()).carer(1);
  const { id } = (await phone.register()).body;
  await phone.send("POST", `/api/v1/carer/phones/${id}/test`, { at: "now" });
  await confirm((await phone.next()).receipt, "opened");
  await leapsTo(30 * day, 3);
  clock.advance(minute);
  const reminders = () => sql("SELECT channel, state FROM notification WHERE kind = 'phoneTestDue' ORDER BY place");
  clock.advance(5 * hour);
  expect(await reminders()).toEqual([]);
  clock.advance(hour);
  const push = await phone.next();
  expect(push).toMatchObject({ title: "Link Line", kind: "phoneTestDue", url: "/carer/#/phone" });
  await expect.poll(async () => (await reminders())[0]).toEqual({ channel: "push", state: "sent" });
  clock.advance(30_000);
  const { data } = await gateway.next(jonasNumber);
  expect(data.text).toBe(
    "Link Line: please test your phone again, so that you know that it wakes you. It takes a minute. https://linkline.example/carer/#/phone",
  );
  await leapsTo(27 * day, 11);
  clock.advance(minute);
  expect(await reminders()).toHaveLength(3);
  await leapsTo(3 * day, 11);
  clock.advance(minute);
  await phone.next();
  expect(await reminders()).toHaveLength(6);
});

/** The service is away for so long and until that hour of the day in UTC: no time passes for its timers meanwhile. */
const leapsTo = (leastMs: number, hourOfDay: number): Promise<void> =>
  town.restart(() => {
    const least = clock.now() + leastMs;
    const midnight = least - (least % day);
    clock.advance(midnight + (hourOfDay * hour >= least % day ? 0 : day) + hourOfDay * hour - clock.now());
  });
