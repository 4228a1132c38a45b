import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** What axe finds that keeps somebody from working, told so that the failing test names the element. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>("axe.run()");
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary}`));
}

/** Elements, the page itself among them, that would have to be scrolled sideways. */
export const sideways = (page: Page): Promise<string[]> =>
  page.evaluate(`[...document.querySelectorAll("*")]
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && (one === document.documentElement || /auto|scroll/.test(getComputedStyle(one).overflowX)))
    .map((one) => one.tagName + "." + one.className)`);

/** `where` names the state of the page in a failure. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  expect(await barriers(page), where).toEqual([]);
  expect(await sideways(page), where).toEqual([]);
}
