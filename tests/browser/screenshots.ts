import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { type Demo, startDemo, type Wait } from "#app/demo/demo.ts";
import { readConfig } from "#platform/config.ts";
import { createLog } from "#platform/log.ts";
import { throwawayFolder } from "#tests/system/setup/throwawayFolder.ts";
import { launchChromium, unpackChromium } from "./setup/chromium.ts";
import { openPlan, outOfBed, setting } from "./setup/planPage.ts";

/** `npm run screenshots`: takes the pictures of the documents from its own demo on free ports. */
const folder = resolve(import.meta.dirname, "../../docs/screenshots");
const viewport = { width: 1440, height: 900 };
/** The demo is slow under a busy machine; a screenshot may wait for it. */
const patienceMs = 300_000;

/** The demo's first events come in quick succession, and no others follow. */
const latestFirstEventMs = 150_000;
const quickly: Wait = (milliseconds, signal) =>
  milliseconds <= latestFirstEventMs ? sleep(milliseconds / 30, undefined, { signal }) : sleep(patienceMs, undefined, { signal });

async function signedIn(browser: Browser, demo: Demo, email: string): Promise<Page> {
  const password = new RegExp(`${email}\\s+password (\\S+)`).exec(demo.welcome)?.[1] ?? "";
  const context = await browser.newContext({ viewport, locale: "en-GB", baseURL: demo.service.httpUrl });
  context.setDefaultTimeout(patienceMs);
  const page = await context.newPage();
  await page.goto("/");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  return page;
}

/** An operator's desk: one alarm is selected and claimed, others wait. */
async function takeDesk(browser: Browser, demo: Demo): Promise<void> {
  const page = await signedIn(browser, demo, "operator1@demo.example");
  const row = (place: number) =>
    page
      .getByRole("list", { name: "Alarm queue" })
      .getByRole("button")
      .filter({ hasText: demo.homes[place]?.plan.name ?? "" });
  for (const place of [0, 1, 2, 3]) await row(place).first().waitFor();
  await row(0).first().click();
  const alarm = page.getByRole("region", { name: "Alarm", exact: true });
  await alarm.getByRole("button", { name: "Claim" }).click();
  await alarm.getByLabel("Note").fill("Edith answers: she is in the kitchen and feels dizzy. Ringing her son.");
  await alarm.getByRole("button", { name: "Add note" }).click();
  await alarm.getByRole("listitem").filter({ hasText: "feels dizzy" }).waitFor();
  await page.screenshot({ path: join(folder, "desk.png") });
  await page.context().close();
}

/** A supervisor's review of a plan: what a longer time out of bed would have changed in the last fourteen nights. */
async function takePlan(browser: Browser, demo: Demo): Promise<void> {
  const page = await signedIn(browser, demo, "supervisor@demo.example");
  // Tall enough for fourteen nights.
  await page.setViewportSize({ ...viewport, height: 1250 });
  await openPlan(page, demo.homes[0]?.home.id ?? "");
  await (await setting(page, "Left bed and not back", outOfBed)).fill("30");
  await page.getByRole("button", { name: "Compare with recent nights" }).click();
  await page.getByRole("table").first().waitFor();
  await page.getByRole("heading", { name: "Comparison with recent nights" }).scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(folder, "plan.png") });
  await page.context().close();
}

mkdirSync(folder, { recursive: true });
const data = throwawayFolder();
const chromium = await unpackChromium();
const config = readConfig({ LINKLINE_DATA_DIR: data.path, LINKLINE_HTTP_PORT: "0", LINKLINE_MQTT_PORT: "0" });
const demo = await startDemo(config, createLog("warn"), { wait: quickly });
const browser = await launchChromium(chromium);
try {
  await demo.recorded;
  await takeDesk(browser, demo);
  await takePlan(browser, demo);
  console.log(`Written: ${join(folder, "desk.png")} and ${join(folder, "plan.png")}`);
} finally {
  await browser.close();
  await demo.stop();
  await chromium.remove();
  data.remove();
}
