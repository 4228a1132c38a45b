import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { type Demo, startDemo, type Wait } from "#app/demo/demo.ts";
import { readConfig } from "#platform/config.ts";
import { createLog } from "#platform/log.ts";
import { throwawayFolder } from "#tests/system/setup/throwawayFolder.ts";
import { confirmSound, spokeToHome } from "./setup/centre.ts";
import { launchChromium, unpackChromium } from "./setup/chromium.ts";
import { openPlan, outOfBed, setting } from "./setup/planPage.ts";

/** `npm run screenshots`: takes the pictures of the documents from its own demo on free ports. */
const folder = resolve(import.meta.dirname, "../../docs/screenshots");
const viewport = { width: 1440, height: 900 };
/** The demo is slow on a busy machine. A picture that does not come in this time never comes: better an error with its cause. */
const patienceMs = 60_000;

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

/** An operator's desk: one case is selected and claimed, others wait. The demo's fourth home rings after two minutes, too late for a picture. */
async function takeDesk(browser: Browser, demo: Demo): Promise<void> {
  const page = await signedIn(browser, demo, "operator1@demo.example");
  const row = (place: number) =>
    page
      .getByRole("list", { name: /^(Waiting|Mine|With the family)$/ })
      .getByRole("button")
      .filter({ hasText: demo.homes[place]?.plan.name ?? "" });
  await confirmSound(page);
  for (const place of [0, 1, 2]) await row(place).first().waitFor();
  await row(0).first().click();
  const shown = page.getByRole("region", { name: "Case", exact: true });
  await shown.getByRole("button", { name: "Claim" }).click();
  await spokeToHome(page);
  await shown.getByLabel("Note").fill("Edith answers: she is in the kitchen and feels dizzy. Ringing her son.");
  await shown.getByRole("button", { name: "Add note" }).click();
  await shown.getByRole("listitem").filter({ hasText: "feels dizzy" }).waitFor();
  await page.locator(".strip canvas").waitFor();
  // The focus leaves the note, so that no field is marked.
  await page.locator("#case-heading").click();
  await page.screenshot({ path: join(folder, "desk.png") });
  await page.context().close();
}

/** A supervisor's review of a plan: what a longer time out of bed would have changed in the last fourteen nights. */
async function takePlan(browser: Browser, demo: Demo): Promise<void> {
  const page = await signedIn(browser, demo, "supervisor@demo.example");
  // Tall enough for fourteen nights.
  await page.setViewportSize({ ...viewport, height: 1250 });
  await confirmSound(page);
  await openPlan(page, demo.homes[0]?.home.id ?? "");
  await (await setting(page, "Left bed and not back", outOfBed)).fill("30");
  await page.getByRole("button", { name: "Compare with recent nights" }).click();
  await page.getByRole("table").first().waitFor();
  await page.getByRole("heading", { name: "Comparison with recent nights" }).scrollIntoViewIfNeeded();
  await page.screenshot({ path: join(folder, "plan.png") });
  await page.context().close();
}

/** The wall of the centre, with an operator on duty. */
async function takeWall(browser: Browser, demo: Demo): Promise<void> {
  const operator = await signedIn(browser, demo, "operator1@demo.example");
  await confirmSound(operator);
  const page = await signedIn(browser, demo, "supervisor@demo.example");
  await page.setViewportSize({ width: 1920, height: 1080 });
  await page.goto("/#/wall");
  await page.getByRole("heading", { name: "Answered within 180 s" }).waitFor();
  await page.screenshot({ path: join(folder, "wall.png") });
  await page.context().close();
  await operator.context().close();
}

mkdirSync(folder, { recursive: true });
const data = throwawayFolder();
const chromium = await unpackChromium();
const config = readConfig({ LINKLINE_DATA_DIR: data.path, LINKLINE_HTTP_PORT: "0", LINKLINE_MQTT_PORT: "0", LINKLINE_CANARY: "off" });
const demo = await startDemo(config, createLog("warn"), { wait: quickly });
const browser = await launchChromium(chromium);
try {
  await takeDesk(browser, demo);
  await takeWall(browser, demo);
  await takePlan(browser, demo);
  console.log(`Written: ${["desk", "wall", "plan"].map((name) => join(folder, `${name}.png`)).join(", ")}`);
} finally {
  await browser.close();
  await demo.stop();
  await chromium.remove();
  data.remove();
}
