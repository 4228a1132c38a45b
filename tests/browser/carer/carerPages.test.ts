import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import { expectAccessible, findings } from "../setup/accessibility.ts";
import type { WatchedPage } from "../setup/browser.ts";
import { monitoringCentre } from "../setup/centre.ts";

const clock = new ManualClock("2026-11-24T22:40:00Z");
const centre = monitoringCentre({ clock, env: { LINKLINE_CENTRE_PHONE: "+44 20 7946 0000" } });
const telephone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  colorScheme: "dark",
} as const satisfies BrowserContextOptions;
const minute = 60_000;

async function expectWellMade(page: Page, where: string): Promise<void> {
  await expectAccessible(page, where);
  expect(await findings(page), where).toEqual([]);
  const small = await page.evaluate<string[]>(
    `[...document.querySelectorAll("button, main > a, .open-alarm")].filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.textContent)`,
  );
  expect(small, `${where}: targets under 44 px`).toEqual([]);
}

/** A couple: she may wander at night, he cares for her. */
async function couple() {
  const contacts = [{ name: "Jonas Birch", relation: "husband", phone: "01632 960201" }];
  const plan = { name: "Nights", windows: [{ name: "night", from: "22:00", to: "07:00" }], rules: { nightWandering: {}, sosPress: {} } };
  const { id } = await centre.town.home({ name: "4 Orchard Road", people: [{ name: "Edith Birch" }], contacts, plan });
  const bed = await centre.town.device(id, { kind: "bed", name: "Bed" });
  const door = await centre.town.device(id, { kind: "door", name: "Front door", outside: true });
  const units = new Map([
    [bed, await centre.town.unit(bed)],
    [door, await centre.town.unit(door)],
  ]);
  let seq = 0;
  const says = async (device: typeof bed, reading: object): Promise<void> =>
    void (await units.get(device)?.publishAsync(device.mqtt.topic, JSON.stringify({ ...reading, seq: ++seq, boot: "b" }), { qos: 1 }));
  return { id, bed, door, says };
}

/** The operator invites him on the page of the home and gives him the link. */
async function invitedBy(operator: WatchedPage, homeId: string, sees: string): Promise<string> {
  const { page } = operator;
  await page.goto(`/#/homes/${homeId}`);
  const carers = page.getByRole("region", { name: "Family carers" });
  await carers.getByRole("button", { name: /^Invite( again)? Jonas Birch$/ }).click();
  const form = carers.getByRole("form", { name: "Invite Jonas Birch" });
  await form.getByLabel("What may Jonas Birch see?").selectOption(sees);
  await form.getByLabel("Who agreed to it?").fill("Edith Birch");
  await expectAccessible(page, "form of an invitation");
  await form.getByRole("button", { name: "Invite" }).click();
  return (await carers.getByText(/#\/join\//).textContent()) ?? "";
}

test("a husband is invited, joins on his phone, reads tonight, is on it when she goes out, and reads that she is back", async () => {
  const home = await couple();
  const operator = await centre.staff("Robin");
  const link = new URL(await invitedBy(operator, home.id, "nights"));

  const phone = await centre.desk(telephone);
  const { page } = phone;
  await page.goto(`${link.pathname}${link.hash}`);
  await page
    .getByText("This invitation is for Jonas Birch. You will see alarms, tonight and past nights, as Edith Birch agreed.")
    .waitFor();
  await expectWellMade(page, "an invitation");
  await page.getByLabel("Your email").fill("jonas@birch.example");
  await page.getByLabel("Choose a password").fill("tea");
  await page.getByRole("button", { name: "Accept" }).tap();
  await page.getByRole("alert").getByText("Choose 12 to 128 characters.").waitFor();
  await page.getByLabel("Choose a password").fill("warm socks and tea");
  await page.getByRole("button", { name: "Accept" }).tap();
  await page.getByRole("heading", { name: "4 Orchard Road" }).waitFor();

  await home.says(home.door, { kind: "door", open: false });
  await home.says(home.bed, { kind: "bed", occupied: true });
  await page.getByText("In bed since 22:40").waitFor();
  await expectWellMade(page, "tonight, in bed");
  clock.advance(214 * minute);
  await home.says(home.bed, { kind: "bed", occupied: false });
  clock.advance(2 * minute);
  await home.says(home.door, { kind: "door", open: true });
  await page.getByText("Up since 02:14").waitFor();
  await page.getByText("Front door opened 02:16, not back yet").waitFor();

  await page.getByRole("link", { name: "There is an alarm. Open it" }).tap();
  await page
    .getByRole("status")
    .getByText("No one has taken this yet")
    .or(page.getByRole("status").getByText(/^Waiting for Link Line/))
    .waitFor();
  await expectWellMade(page, "an alarm");
  await page.getByRole("button", { name: "I’m on it", exact: true }).tap();
  await page.getByRole("status").getByText("You have been on it since 02:16").waitFor();
  clock.advance(25 * minute);
  await home.says(home.bed, { kind: "bed", occupied: true });
  clock.advance(minute);
  await page.getByRole("status").getByText("Back in bed 02:41").waitFor();
  await page.getByRole("link", { name: "Your homes" }).tap();
  await page.getByText("In bed since 02:41").waitFor();

  await page.getByRole("link", { name: "The last 14 nights" }).tap();
  const night = page.getByRole("region", { name: "Night of Tuesday 24 November" });
  await night.getByText("In bed 22:40 to 02:14, 02:41 to …; up once").waitFor();
  await night.getByText("Front door opened 02:16", { exact: true }).waitFor();
  await night.getByText(/^Alarm 02:14: May have left home/).waitFor();
  await page
    .getByRole("region", { name: "Night of Monday 23 November" })
    .getByText("Nothing was heard from the sensors in this night.")
    .waitFor();
  await expectWellMade(page, "nights");
});

test("without a connection the page says since when, and shows nothing as new", async () => {
  const home = await couple();
  const operator = await centre.staff("Robin");
  const link = new URL(await invitedBy(operator, home.id, "nights"));
  const phone = await centre.desk(telephone);
  const { page } = phone;
  await page.goto(`${link.pathname}${link.hash}`);
  await page.getByLabel("Your email").fill("jonas2@birch.example");
  await page.getByLabel("Choose a password").fill("warm socks and tea");
  await page.getByRole("button", { name: "Accept" }).tap();
  await home.says(home.bed, { kind: "bed", occupied: true });
  await page.getByText(/^In bed since/).waitFor();
  phone.letPass(/ERR_INTERNET_DISCONNECTED|Failed to load/);
  await page.context().setOffline(true);
  await page
    .getByRole("alert")
    .getByText(/^No connection since \d\d:\d\d:\d\d\. This is how it was then\.$/)
    .waitFor({ timeout: 40_000 });
  await page.context().setOffline(false);
  await page.getByText(/This is how it was then/).waitFor({ state: "detached" });

  await centre.town.call("operator", "DELETE", `/api/v1/homes/${home.id}/contacts/${await contactOf(home.id)}/carer`);
  phone.letPass(/404/);
  await page.getByText(/You care for no home at the moment/).waitFor();
});

const contactOf = async (homeId: string): Promise<string> =>
  (await centre.town.call("operator", "GET", `/api/v1/homes/${homeId}/carers`)).body.items[0].contactId;

test("without a connection an invitation is not called false, in the language of the phone, and opens when the connection is back", async () => {
  const home = await couple();
  const operator = await centre.staff("Robin");
  const link = new URL(await invitedBy(operator, home.id, "nights"));
  const phone = await centre.desk({ ...telephone, locale: "cy" });
  const { page } = phone;
  phone.letPass(/ERR_FAILED|Failed to load|409|404/);
  await page.route("**/carer-invitations/**", (route) => route.abort());
  await page.goto(`${link.pathname}${link.hash}`);
  await page.getByRole("heading", { name: "Ni ellid agor y gwahoddiad" }).waitFor();
  await page.getByText("Ni ellir cysylltu â Link Line.").waitFor();
  await expectWellMade(page, "an invitation without a connection");
  await page.unroute("**/carer-invitations/**");
  await page.getByRole("button", { name: "Ceisio eto" }).tap();
  await page.getByRole("heading", { name: "Gofalu am 4 Orchard Road" }).waitFor();
  await page.goto("/carer/#/join/wrong");
  await page.reload();
  await page.getByText(/^Nid yw’r ddolen hon yn gweithio\./).waitFor();
});

test("a Welsh speaker reads her language from the first page on, marked as a draft, and changes to English and back", async () => {
  const home = await couple();
  const operator = await centre.staff("Robin");
  const link = new URL(await invitedBy(operator, home.id, "nights"));
  const { page } = await centre.desk({ ...telephone, locale: "cy" });
  await page.goto(`${link.pathname}${link.hash}`);
  await page.getByText("Mae’r gwahoddiad hwn i Jonas Birch. Byddwch yn gweld larymau, heno a’r nosweithiau blaenorol").waitFor();
  await page.getByText(/^Drafft yw’r Gymraeg hon/).waitFor();
  expect(await page.getAttribute("html", "lang")).toBe("cy");
  await expectWellMade(page, "an invitation in Welsh");
  await page.getByLabel("Eich e-bost").fill("mair@birch.example");
  await page.getByLabel("Dewiswch gyfrinair").fill("warm socks and tea");
  await page.getByRole("button", { name: "Derbyn" }).tap();
  await home.says(home.bed, { kind: "bed", occupied: true });
  await page.getByText(/^Yn y gwely ers/).waitFor();
  await expectWellMade(page, "homes in Welsh");
  await page.getByRole("button", { name: "English" }).tap();
  await page.getByText(/^In bed since/).waitFor();
  expect(await page.getAttribute("html", "lang")).toBe("en-GB");
  await page.reload();
  await page.getByRole("button", { name: "Cymraeg" }).tap();
  await page.getByRole("link", { name: "Y 14 noson ddiwethaf" }).tap();
  await page.getByRole("heading", { name: "Y nosweithiau diwethaf yn 4 Orchard Road" }).waitFor();
  await page
    .getByRole("region", { name: /^Nos [A-Z]/ })
    .first()
    .waitFor();
  await expectWellMade(page, "nights in Welsh");
});

test("the page is dark at night, also on a phone that is set to light, and as the phone is set by day", async () => {
  const { page } = await centre.desk({ ...telephone, colorScheme: "light" });
  const scheme = () => page.evaluate("getComputedStyle(document.documentElement).colorScheme");
  for (const [hour, expected] of [
    [12, "light dark"],
    [3, "dark"],
    [21, "dark"],
    [8, "light dark"],
  ] as const) {
    await page.clock.setFixedTime(new Date(2026, 10, 25, hour));
    await page.goto("/carer/");
    await page.reload();
    await page.getByRole("heading", { name: "Link Line for family" }).waitFor();
    expect(await scheme(), `${hour}:00`).toBe(expected);
  }
});

test("the carer's pages load at most 100 KB", () => {
  const dist = join(import.meta.dirname, "../../../alarm-console/web/dist");
  const page = readFileSync(join(dist, "carer/index.html"), "utf8");
  const files = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file ?? "");
  expect(files.length).toBeGreaterThan(2);
  expect(readdirSync(join(dist, "assets"))).toEqual(expect.arrayContaining(files.map((file) => file.replace("assets/", ""))));
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(dist, file))).length, 0);
  expect(bytes).toBeLessThanOrEqual(100 * 1024);
});
