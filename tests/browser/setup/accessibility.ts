import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** The serious and critical faults that axe finds, each with its element. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`));
}

/** Whatever axe finds, slight faults too. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")}`));
}

/** Elements, including the page itself, that are wider than their box and scroll sideways. */
export const sideways = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll("*")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && (one === document.documentElement || /auto|scroll/.test(getComputedStyle(one).overflowX)))
    .map((one) => one.tagName + "." + one.className)`);

/** `where` names the state of the page in a failure. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  expect(await barriers(page), where).toEqual([]);
  expect(await sideways(page), where).toEqual([]);
}

/** Texts in letters of less than 14 px, each with its size. */
export const smallTexts = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && [...one.childNodes].some((text) => text.nodeType === 3 && text.data.trim() !== ""))
    .map((one) => ({ size: parseFloat(getComputedStyle(one).fontSize), text: one.textContent.trim().slice(0, 40) }))
    .filter(({ size }) => size < 14)
    .map(({ size, text }) => size + " px: " + text)`);
