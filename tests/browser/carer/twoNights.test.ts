import { afterAll, expect, test } from "vitest";
import { fakeGateway } from "#tests/system/setup/providers/gateway.ts";
import type { Json, Provisioned } from "#tests/system/setup/service.ts";
import { phoneCentre } from "./phoneTown.ts";

const gateway = await fakeGateway();
afterAll(() => gateway.stop());
// In London it is 22:40 on Tuesday 24 November.
const { centre, clock, pushes, carersPhone } = await phoneCentre("2026-11-24T22:40:00Z", gateway.env);

/** He cares for her and sleeps at night. Ravi lives next door. */
const couple = {
  contacts: [
    { name: "Jonas Birch", relation: "husband", phone: "01632 960201" },
    { name: "Ravi Shah", relation: "neighbour", phone: "01632 960203", channels: [{ type: "text", address: "+441632960203" }] },
  ],
  plan: {
    name: "Nights",
    windows: [{ name: "night", from: "22:00", to: "07:00" }],
    rules: { nightWandering: { advisoryAt: "movement" } },
  },
};

test("two nights of a couple: his phone wakes him when she goes out, and he sleeps again; the next night he is in hospital, and the neighbour is called", async () => {
  const { town } = centre;
  const phone = await carersPhone({ home: couple });
  const { page, homeId } = phone;
  const sensor = async (facts: object) => {
    const fitted: Provisioned = await town.device(homeId, { expectedIntervalSeconds: 604_800, ...facts });
    const unit = await town.unit(fitted);
    let seq = 0;
    return async (reading: object): Promise<void> =>
      void (await unit.publishAsync(fitted.mqtt.topic, JSON.stringify({ ...reading, seq: ++seq, boot: "b" }), { qos: 1 }));
  };
  const bed = await sensor({ kind: "bed", name: "Bed", room: "Bedroom" });
  const door = await sensor({ kind: "door", name: "Front door", outside: true });
  const hall = await sensor({ kind: "motion", name: "Hall motion", room: "Hall" });
  const cases = async (): Promise<Json[]> => (await town.call("operator", "GET", `/api/v1/cases?home=${homeId}&state=all`)).body.items;
  const until = (time: string): void => clock.advance(Date.parse(time) - clock.now());

  // At bedtime he tests the whole way to his phone.
  await page.getByRole("link", { name: "Set up this phone" }).tap();
  await page.getByRole("button", { name: "Switch on alarms on this phone" }).tap();
  await page.getByRole("button", { name: "Test now" }).tap();
  await phone.deliver(await phone.next());
  await expect.poll(phone.notifications, { timeout: 20_000 }).toHaveLength(1);
  await phone.tapNotification();
  await page.getByText(/^Setup is complete\./).waitFor();

  // 22:41: in bed.
  until("2026-11-24T22:41:00Z");
  await door({ kind: "door", open: false });
  await bed({ kind: "bed", occupied: true });
  await page.goto("/carer/#/");
  await page.getByText("In bed since 22:41").waitFor();

  // 02:14 up, 02:16 out of the door. The push wakes him.
  until("2026-11-25T02:14:00Z");
  await bed({ kind: "bed", occupied: false });
  await page.getByText("Up since 02:14").waitFor();
  until("2026-11-25T02:16:00Z");
  await door({ kind: "door", open: true });
  const woken = await phone.next();
  await phone.deliver(woken);
  await expect.poll(async () => (await phone.notifications()).at(-1)?.body, { timeout: 20_000 }).toMatch(/Front door opened/);
  await phone.tapNotification();
  await page.getByRole("heading", { level: 1, name: /Front door opened/ }).waitFor();
  await page.getByRole("button", { name: "I’m on it" }).tap();
  await page.getByRole("status").getByText("You have been on it since 02:16").waitFor();

  // He brings her in: they are in the hall, and the door is closed behind them.
  until("2026-11-25T02:18:00Z");
  await door({ kind: "door", open: false });
  until("2026-11-25T02:18:30Z");
  await hall({ kind: "motion", detected: true });
  await page
    .getByText(/^Back indoors 02:18/)
    .first()
    .waitFor();

  // 02:41: back in bed. He says what it was, and it is quiet until the morning.
  until("2026-11-25T02:41:00Z");
  await bed({ kind: "bed", occupied: true });
  until("2026-11-25T02:42:00Z");
  await page.getByText("Back in bed 02:41").first().waitFor();
  await page.getByRole("button", { name: "Wandering" }).tap();
  await page.getByText("Jonas Birch closed this alarm at 02:42").waitFor();
  expect(await page.getByText("Someone should look now").count(), "a closed alarm asks for nothing").toBe(0);
  await expect.poll(async () => (await cases())[0]?.state, { timeout: 20_000 }).toBe("closed");
  expect((await cases())[0]).toMatchObject({ heldBy: null, alarms: [{ outcome: "assistance" }] });
  until("2026-11-25T07:30:00Z");
  await bed({ kind: "bed", occupied: false });
  await page.goto("/carer/#/");
  await page.getByText("Up since 07:30").waitFor();
  expect(await cases(), "one case in this night").toHaveLength(1);
  expect(pushes.posts.unclaimed, "his phone was woken once").toEqual([]);
  expect(gateway.posts.unclaimed, "the neighbour slept").toEqual([]);

  // In the afternoon he is in hospital. What was agreed beforehand begins, and the centre has it at once.
  const [, ravi] = town.service.registry.contactsOf(homeId as never);
  const agreed = { substitutes: [ravi?.id], centreDoes: "Call her at 19:00.", lastsHours: 72, agreedBy: "Edith Birch", reviewOn: null };
  const jonasId = town.service.registry.contactsOf(homeId as never)[0]?.id;
  const plan = await town.call("operator", "POST", `/api/v1/homes/${homeId}/contacts/${jonasId}/contingency-plan`, agreed);
  expect(plan.status).toBe(201);
  until("2026-11-25T15:00:00Z");
  await page.reload();
  await page.getByRole("link", { name: "Staying, away or ill" }).tap();
  const ill = page.getByRole("region", { name: "If you fall ill" });
  await ill
    .getByText("Called in your place: Ravi Shah.")
    .or(ill.getByRole("button", { name: "I am in hospital" }))
    .first()
    .waitFor();
  await ill.getByRole("button", { name: "I am in hospital" }).tap();
  await ill.getByRole("button", { name: "Start the plan" }).tap();
  await ill.getByText(/^Your contingency plan runs until Sat 28 Nov 15:00/).waitFor();
  const contingency = (await cases())[0];
  expect(contingency).toMatchObject({ state: "waiting", alarms: [{ sentence: expect.stringContaining("Jonas Birch is in hospital") }] });
  await town.call("operator", "POST", `/api/v1/cases/${contingency.id}/claim`);
  const answered = { outcome: "reassurance", note: "Spoke to her; calls each evening", rings: contingency.rings };
  expect((await town.call("operator", "POST", `/api/v1/cases/${contingency.id}/close`, answered)).status).toBe(200);

  // The second night. The neighbour is called at once, and the phone in hospital stays dark.
  until("2026-11-25T22:41:00Z");
  await bed({ kind: "bed", occupied: true });
  until("2026-11-26T02:14:00Z");
  await bed({ kind: "bed", occupied: false });
  until("2026-11-26T02:16:00Z");
  await door({ kind: "door", open: true });
  const text = (await gateway.next("+441632960203")).data.text;
  expect(text).toMatch(/^4 Orchard Road: .*Front door opened/);
  const link = new URL(/https:\S+/.exec(text)?.[0] ?? "").pathname;
  const neighbour = await centre.desk();
  await neighbour.page.goto(link);
  await neighbour.page.getByRole("button", { name: "I’m on it" }).click();
  await neighbour.page.getByText(/You said “I’m on it” at 02:16/).waitFor();
  until("2026-11-26T02:18:00Z");
  await door({ kind: "door", open: false });
  until("2026-11-26T02:18:30Z");
  await hall({ kind: "motion", detected: true });
  until("2026-11-26T02:41:00Z");
  await bed({ kind: "bed", occupied: true });
  until("2026-11-26T02:42:00Z");
  await neighbour.page
    .getByText(/Back in bed 02:41/)
    .first()
    .waitFor();
  expect(pushes.posts.unclaimed, "no push to the phone in hospital").toEqual([]);
});
