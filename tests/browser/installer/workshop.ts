import type { Page } from "playwright-core";
import { expect } from "vitest";
import type { Json, Provisioned, TestService } from "#tests/system/setup/service.ts";
import type { WatchedPage } from "../setup/browser.ts";
import { type Account, type Centre, signIn } from "../setup/centre.ts";

export const telephone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, reducedMotion: "reduce" } as const;

export const tap = (page: Page, name: string | RegExp) =>
  page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name }).tap();
export const follow = (page: Page, name: string | RegExp) =>
  page
    .getByRole("link", typeof name === "string" ? { name, exact: true } : { name })
    .first()
    .tap();
export const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { name, level: 1 }).waitFor();

/** The phone of an installer, who has signed in. */
export async function installersPhone(centre: Centre, name = "Kim Reyes"): Promise<WatchedPage & { account: Account }> {
  const account = await centre.account(name, "installer");
  const phone = await centre.desk(telephone);
  await phone.page.goto("/installer/");
  await signIn(phone.page, account);
  await heading(phone.page, "Your jobs");
  return { ...phone, account };
}

/** Waits for a page, which must be fit for thumbs. */
async function pageFor(page: Page, name: string | RegExp): Promise<void> {
  await heading(page, name);
  await expectForThumbs(page);
}

/** Answers the questions of a new home, up to its plan. */
export async function setUpHome(page: Page, name: string): Promise<void> {
  await tap(page, "Set up a home");
  await page.getByLabel("House or flat, and street").fill(name);
  await page.getByLabel("Postcode").fill("sw1a1aa");
  await tap(page, "Save and continue");
  await pageFor(page, "What is the telephone number of the home?");
  await page.getByLabel("Telephone").fill("020 7946 0100");
  await tap(page, "Save and continue");
  await pageFor(page, "How does a responder get in?");
  await page.getByLabel("Where is the key safe?").fill("Left of the door");
  await tap(page, "Save and continue");
  await page.getByText("A key safe needs its place and its code.").waitFor();
  await page.getByLabel("Its code").fill("4711");
  await tap(page, "Save and continue");
  await pageFor(page, "Who lives here?");
  await page.getByLabel("Full name").fill("Edith Birch");
  await tap(page, "Save and continue");
  await pageFor(page, "How do you talk with Edith Birch?");
  await page.getByLabel("Hearing").check();
  await tap(page, "Save and continue");
  await pageFor(page, "What must a responder know of Edith Birch?");
  await page.getByLabel("Falls").check();
  await tap(page, "Save and continue");
  await pageFor(page, "What has Edith Birch agreed to?");
  await page.getByLabel("Sensors in the home").check();
  await tap(page, "Save and continue");
  await pageFor(page, "Does anyone else live here?");
  await follow(page, "No, continue");
  await pageFor(page, "Whom does Link Line call?");
  await page.getByLabel("Name").fill("Meera Shah");
  await page.getByLabel("Relation").fill("daughter");
  await page.getByLabel("Telephone").fill("07700 900001");
  await page.getByLabel("Holds a key").check();
  await tap(page, "Save and continue");
  await pageFor(page, "Is there another contact?");
  await follow(page, "No, continue");
  await pageFor(page, "What should Link Line watch for?");
}

/** Adds a device and gives the code by which it gets its login. */
export async function addDevice(page: Page, kind: string, room: string, serial = ""): Promise<string> {
  await pageFor(page, "Which device is it?");
  await page.getByLabel("Serial number").fill(serial);
  await tap(page, "Continue");
  await pageFor(page, "What is it?");
  await page.getByLabel(kind).check();
  await tap(page, "Continue");
  await pageFor(page, "Where is it?");
  await page.getByLabel("Room", { exact: true }).fill(room);
  await tap(page, "Continue");
  await pageFor(page, kind);
  await tap(page, "Make a one-time code");
  return (await page.locator(".code").textContent()) ?? "";
}

/** A device that redeems its code over HTTP and connects by MQTT. */
export async function deviceWithCode(town: TestService, code: string): Promise<(reading: object) => Promise<void>> {
  const { status, body } = await town.call<Json>(null, "POST", "/api/v1/setup-codes/redeem", { code });
  expect(status).toBe(200);
  const device: Provisioned = { id: body.deviceId, homeId: body.homeId, mqtt: body.mqtt };
  const unit = await town.unit(device);
  let seq = 0;
  return async (reading) => {
    await unit.publishAsync(device.mqtt.topic, JSON.stringify({ seq: ++seq, boot: "b", ...reading }), { qos: 1 });
  };
}

/** In poor light and with gloves: each thing to tap is at least 44 px high and wide, and no text is smaller than 14 px. */
export async function expectForThumbs(page: Page): Promise<void> {
  const faults = await page.evaluate<string[]>(`(() => {
    const shown = (one) => one.getClientRects().length > 0;
    const small = [...document.querySelectorAll("button, a, summary, input:not([type=radio], [type=checkbox]), textarea, select, .tick")]
      .filter(shown)
      .map((one) => [one, one.getBoundingClientRect()])
      .filter(([, { width, height }]) => width < 44 || height < 44)
      .map(([one, { width, height }]) => one.tagName + " " + (one.textContent || one.name) + " " + width + " x " + height);
    const tiny = [...document.querySelectorAll("main *, .calls *")]
      .filter((one) => shown(one) && [...one.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== ""))
      .filter((one) => parseFloat(getComputedStyle(one).fontSize) < 14)
      .map((one) => one.tagName + " " + one.textContent);
    return [...small, ...tiny];
  })()`);
  expect(faults).toEqual([]);
}
