import { expect, test } from "vitest";
import { soundsPlayed } from "../setup/browser.ts";
import { confirmSound, monitoringCentre, rowOf } from "../setup/centre.ts";

const centre = monitoringCentre();
const onDuty = async () =>
  (await centre.town.call("operator", "GET", "/api/v1/on-duty")).body.items as { name: string; canHear: boolean }[];
const canHear = async (name: string) => (await onDuty()).find((one) => one.name === name)?.canHear;

test("a desk counts as one that can hear after its sound check, and again after a reload when the operator does anything on the page", async () => {
  const desk = await centre.staff("Robin");
  desk.letPass(/AudioContext was not allowed to start/);
  const { page } = desk;
  await expect.poll(() => canHear("Robin")).toBe(false);
  await confirmSound(page);
  await expect.poll(() => canHear("Robin")).toBe(true);
  await page.reload();
  await page.getByRole("button", { name: /Sound/ }).waitFor();
  expect(await page.getByText("Check your sound before you start").count()).toBe(0);
  await page.mouse.click(700, 500);
  await page.getByRole("button", { name: /^Sound on/ }).waitFor();
  await expect.poll(() => canHear("Robin")).toBe(true);
});

test("mute silences what rings now, and a new call sounds at once", async () => {
  const { page } = await centre.staff("Kim");
  const [first, second] = [await centre.pendantHome({ name: "1 Mill Lane" }), await centre.pendantHome({ name: "2 Mill Lane" })];
  await first.press();
  await rowOf(page, "1 Mill Lane").waitFor();
  await expect.poll(() => soundsPlayed(page)).toBeGreaterThan(0);
  await page.keyboard.press("m");
  await page.getByRole("button", { name: /^Muted for/ }).waitFor();
  const muted = await soundsPlayed(page);
  await second.press();
  await rowOf(page, "2 Mill Lane").waitFor();
  await expect.poll(() => soundsPlayed(page)).toBeGreaterThan(muted);
});
