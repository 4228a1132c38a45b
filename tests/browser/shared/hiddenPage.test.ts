import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { monitoringCentre } from "../setup/centre.ts";

const centre = monitoringCentre();

/** Read when their part of the page opens, which may be a moment later than the page, and not again. */
const readOnce = ["/carers", "/changes", "/plan-proposals"];

/** Acts as if the operator switched to another tab, or came back. */
const hide = (page: Page, hidden: boolean) =>
  page.evaluate(`Object.defineProperty(document, "visibilityState", { value: "${hidden ? "hidden" : "visible"}", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));`);

test("a visible page refreshes only what it shows; a hidden page sends no requests, and refreshes at once when it is visible again", async () => {
  const { page } = await centre.staff("Sasha", { role: "supervisor" });
  const home = await centre.pendantHome({ name: "4 Orchard Road" });
  await page.clock.install();
  let asked: string[] = [];
  page.on(
    "request",
    (one) =>
      one.url().includes(`/api/v1/homes/${home.homeId}`) &&
      asked.push(new URL(one.url()).pathname.replace(`/api/v1/homes/${home.homeId}`, "")),
  );
  const askedWhile = async (what: () => Promise<unknown>): Promise<string[]> => {
    asked = [];
    await what();
    // When this later request is answered, all earlier ones have been sent.
    await page.evaluate(`fetch("/api/v1/me")`);
    return asked.filter((path) => !readOnce.includes(path)).sort();
  };
  const aMinute = () => page.clock.runFor(61_000);

  await page.goto(`/#/homes/${home.homeId}`);
  await page.getByRole("heading", { name: "Devices", exact: true }).waitFor();
  await page.locator(".strip").waitFor();
  expect(await askedWhile(aMinute)).toEqual([
    "",
    "",
    "/absences",
    "/absences",
    "/contingency",
    "/contingency",
    "/plan",
    "/strip",
    "/strip",
  ]);
  await hide(page, true);
  expect(await askedWhile(aMinute)).toEqual([]);
  expect(await askedWhile(() => hide(page, false))).toEqual(["", "/absences", "/contingency", "/plan", "/strip"]);

  await page.getByRole("link", { name: "View this home's plan" }).click();
  await page.getByRole("heading", { name: "Left bed and not back" }).waitFor();
  expect(await askedWhile(aMinute), "no people, contacts or devices stand on this page").toEqual([
    "/absences",
    "/absences",
    "/plan",
    "/plan",
  ]);
  await hide(page, true);
  expect(await askedWhile(aMinute)).toEqual([]);
});
