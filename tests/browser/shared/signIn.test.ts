import { expect, test } from "vitest";
import { monitoringCentre, signIn } from "../setup/centre.ts";

const centre = monitoringCentre();

test("a wrong password and an unknown address are refused with the same message", async () => {
  const { page } = await centre.desk();
  const account = await centre.account("Robin");
  const refused = page.getByRole("alert").filter({ hasText: "The email or password is incorrect." });
  for (const wrong of [
    { ...account, password: "not the password" },
    { ...account, email: "nobody@centre.example" },
  ]) {
    await signIn(page, wrong);
    await refused.waitFor();
    expect(await page.getByRole("region", { name: "Queue" }).count()).toBe(0);
  }
  await signIn(page, account);
  await page.getByRole("region", { name: "Queue" }).waitFor();
});

test("signing out shows the sign-in page and ends the session, also after a reload", async () => {
  const { page } = await centre.staff("Robin");
  await page.getByRole("region", { name: "Queue" }).waitFor();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("Email").waitFor();
  await page.reload();
  await page.getByLabel("Email").waitFor();
});

test("a carer who signs in at the monitoring centre comes to the carers' pages, and sees no alarm of a home that is not theirs", async () => {
  const home = await centre.pendantHome({ name: "4 Orchard Road" });
  await home.press();
  const { page } = await centre.staff("Kim", { role: "carer" });
  await page.getByText("Hello Kim. You care for no home at the moment.").waitFor();
  expect(new URL(page.url()).pathname).toBe("/carer/");
  expect(await page.getByText("Orchard").count()).toBe(0);
});

test("an installer sees device problems, the home and its plan without editing, and no alarms of people", async () => {
  const home = await centre.pendantHome({ name: "10 Mill Lane" });
  await home.press();
  const sensor = await centre.town.device(home.homeId, { kind: "motion", name: "Movement sensor", room: "Kitchen" });
  const unit = await centre.town.unit(sensor);
  await unit.publishAsync(sensor.mqtt.topic, '{"kind":"heartbeat","battery":4}', { qos: 1 });
  await expect
    .poll(async () => (await centre.town.call("installer", "GET", "/api/v1/alarms?state=open&list=technical")).body.items.length)
    .toBe(1);
  const { page } = await centre.staff("Kim", { role: "installer" });
  await page.getByRole("list", { name: "Technical list" }).getByRole("button").filter({ hasText: "Battery at 4 %" }).click();
  await page.getByRole("heading", { name: "10 Mill Lane" }).waitFor();
  await page.getByRole("link", { name: "View this home's plan" }).click();
  await page.getByRole("heading", { name: "Plan for 10 Mill Lane" }).waitFor();
  await page.getByRole("heading", { name: "Left bed and not back" }).waitFor();
  expect(await page.getByRole("button", { name: "Go live…" }).count()).toBe(0);
  expect(await page.getByText("SOS pressed").count()).toBe(0);
  await page.getByRole("link", { name: "Homes" }).first().click();
  await page.getByRole("list", { name: "Homes" }).getByRole("link", { name: "10 Mill Lane", exact: true }).waitFor();
});
