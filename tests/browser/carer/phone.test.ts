import { expect, test } from "vitest";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import { phoneCentre, telephone } from "./phoneTown.ts";

const { centre, clock, carersPhone } = await phoneCentre();

test("a carer switches on alarms, tests the phone by a real push that is shown, received and opened, and setup is complete", async () => {
  const phone = await carersPhone();
  const { page } = phone;
  await page.getByText("This phone will not ring for alarms. Alarms are switched off on it.").waitFor();
  await page.getByText("The sensors do not say who is in bed or up").waitFor();
  await page.getByRole("link", { name: "Set up this phone" }).tap();
  await page.getByRole("button", { name: "Switch on alarms on this phone" }).tap();
  await page.getByText("This phone is switched on, but no test has succeeded yet. Test it before you rely on it.").waitFor();
  await page.getByRole("button", { name: "Test now" }).tap();
  await phone.deliver(await phone.next());
  await expect.poll(phone.notifications, { timeout: 20_000 }).toMatchObject([{ title: "Link Line", requireInteraction: true }]);
  await page.getByText(/^Received 22:40:00$/).waitFor();
  await page.getByText(/^Shown 22:40:00$/).waitFor();
  await page.getByText("Not opened yet: tap the notification").waitFor();
  await expectAccessible(page, "the page of the phone");
  expect(await findings(page)).toEqual([]);
  await phone.tapNotification();
  await page.getByText(/^Opened 22:40:00$/).waitFor();
  await page.getByText("Setup is complete. The last test succeeded on Tue 24 Nov.").waitFor();
  await page.getByText("This phone will ring for alarms.").waitFor();
  await page.getByRole("link", { name: "Your homes" }).tap();
  await page.getByRole("heading", { name: "4 Orchard Road" }).waitFor();
  expect(await page.getByText(/no test has succeeded yet/).count(), "the page of the homes warns no more").toBe(0);
  clock.advance(1_000);
});

test("a phone that starts without a connection opens each page, and says whether it rings as soon as the service answers", async () => {
  const phone = await carersPhone();
  const { page } = phone;
  await page.reload();
  await page.getByRole("heading", { name: "4 Orchard Road" }).waitFor();
  phone.letPass(/ERR_INTERNET_DISCONNECTED|Failed to load|Failed to fetch/);
  await page.context().setOffline(true);
  await page.reload();
  await page.getByRole("link", { name: "Staying, away or ill" }).tap();
  await page.getByText("Cannot connect to Link Line.").waitFor();
  await page.getByRole("link", { name: "Your homes" }).tap();
  await page.getByRole("link", { name: "Your phone" }).tap();
  await page.getByText("Looking at this phone…").waitFor();
  await page.getByText("So that it rings at night").waitFor();
  await page.context().setOffline(false);
  await page.getByText("This phone will not ring for alarms. Alarms are switched off on it.").waitFor();
});

test("every push of an alarm shows a notification, also while the page is open and where it cannot be read; a tap opens the alarm", async () => {
  const phone = await carersPhone();
  const { page } = phone;
  await page.goto("/carer/#/phone");
  await page.getByRole("button", { name: "Switch on alarms on this phone" }).tap();
  await page.getByText(/no test has succeeded yet/).waitFor();
  await phone.leak();
  const push = await phone.next();
  await phone.deliver(push);
  await expect
    .poll(phone.notifications, { timeout: 20_000 })
    .toMatchObject([
      { title: "4 Orchard Road", body: expect.stringMatching(/^Water on the floor/), tag: JSON.parse(push).tag, requireInteraction: true },
    ]);
  const lines = async (): Promise<string[]> =>
    (await centre.town.call("operator", "GET", `/api/v1/cases?home=${phone.homeId}`)).body.items[0].timeline.map(
      ({ text }: { text: string }) => text,
    );
  await expect.poll(lines, { timeout: 20_000 }).toContain("Push to Jonas Birch delivered 22:40:01");
  await phone.deliver(push);
  await phone.deliver("this is no JSON");
  await expect
    .poll(async () => (await phone.notifications()).map(({ title }) => title), { timeout: 20_000 })
    .toEqual(["4 Orchard Road", "Link Line"]);
  await phone.deliver(push);
  await expect.poll(async () => (await phone.notifications()).at(-1)?.title, { timeout: 20_000 }).toBe("4 Orchard Road");
  await phone.tapNotification();
  await page.getByRole("heading", { level: 1, name: /^Water on the floor/ }).waitFor();
});

test("a phone whose subscription ended without a word says so, and registers again at the next opening where the browser allows it", async () => {
  const phone = await carersPhone();
  const { page } = phone;
  await page.goto("/carer/#/phone");
  await page.getByRole("button", { name: "Switch on alarms on this phone" }).tap();
  await page.getByText(/no test has succeeded yet/).waitFor();
  const phones = (): Promise<{ items: { id: string }[] }> => page.evaluate(`fetch("/api/v1/carer/phones").then((answer) => answer.json())`);
  const [{ id } = { id: "" }] = (await phones()).items;

  // The browser has no subscription any more (getSubscription gives null), and makes no new one.
  await page.addInitScript({
    content: `if (sessionStorage.broken) PushManager.prototype.subscribe = async () => { throw new Error("no push service"); };`,
  });
  await page.evaluate(`sessionStorage.broken = "yes"`);
  await page.reload();
  await page
    .getByText("This phone will not ring for alarms. Its connection to alarms was lost, and could not be renewed. Switch alarms on again.")
    .waitFor();
  await page.getByRole("link", { name: "Your homes" }).tap();
  await page
    .getByRole("alert")
    .getByText(/^This phone will not ring for alarms/)
    .waitFor();

  await page.evaluate(`sessionStorage.removeItem("broken")`);
  await page.goto("/carer/#/phone");
  await page.reload();
  await page.getByText(/no test has succeeded yet/).waitFor();
  expect((await phones()).items).toMatchObject([{ id }]);

  await page.getByRole("button", { name: "Switch off alarms on this phone" }).tap();
  await page.getByText("This phone will not ring for alarms. Alarms are switched off on it.").waitFor();
  await page.reload();
  await page.getByText("This phone will not ring for alarms. Alarms are switched off on it.").waitFor();
  expect((await phones()).items).toEqual([]);
});

test("the page opens without a connection from its cache, and its manifest, icons and worker are served so that it can be installed", async () => {
  const phone = await carersPhone();
  const { page } = phone;
  const answers = await page.evaluate<[string, number, string, string][]>(`Promise.all(
    ["manifest.webmanifest", "icon-192.png", "icon-512.png", "icon-maskable-512.png", "apple-touch-icon.png", "worker.js"].map(async (name) => {
      const { status, headers } = await fetch("/carer/" + name, { cache: "reload" });
      return [name, status, headers.get("content-type"), headers.get("cache-control")];
    }))`);
  expect(answers.map(([name, status, type]) => [name, status, type.split(";")[0]])).toEqual([
    ["manifest.webmanifest", 200, "application/manifest+json"],
    ["icon-192.png", 200, "image/png"],
    ["icon-512.png", 200, "image/png"],
    ["icon-maskable-512.png", 200, "image/png"],
    ["apple-touch-icon.png", 200, "image/png"],
    ["worker.js", 200, "application/javascript"],
  ]);
  expect(answers.at(-1)?.[3]).toBe("no-cache");
  await page.reload();
  await page.getByRole("heading", { name: "4 Orchard Road" }).waitFor();
  phone.letPass(/ERR_INTERNET_DISCONNECTED|Failed to load|Failed to fetch/);
  await page.context().setOffline(true);
  await page.reload();
  await page
    .getByRole("button", { name: /Cymraeg|English/ })
    .or(page.getByRole("heading"))
    .first()
    .waitFor();
  const stored = await page.evaluate<string[]>(
    `caches.keys().then((names) => Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)))).then((all) => all.flat())`,
  );
  expect(stored).toContain("/carer/");
  expect(stored.filter((path) => path.startsWith("/api"))).toEqual([]);
  await page.context().setOffline(false);
});

test("a phone on which notifications are blocked says so, and an iPhone says what it needs first", async () => {
  const blocked = await carersPhone({ permission: "denied" });
  await blocked.page
    .getByRole("alert")
    .getByText(/^This phone will not ring for alarms\./)
    .waitFor();
  const userAgent =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1";
  const iphone = await carersPhone({ options: { ...telephone, userAgent } });
  await iphone.page
    .getByText("This page is not on your home screen yet. An iPhone or iPad rings only for pages on the home screen.")
    .waitFor();
  await iphone.page.getByRole("link", { name: "Set up this phone" }).tap();
  await iphone.page.getByText(/^Put this page on the home screen: in Safari/).waitFor();
  await expectAccessible(iphone.page, "the page of an iPhone");
});
