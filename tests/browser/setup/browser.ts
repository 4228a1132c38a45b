import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { inject } from "vitest";
import { launchChromium } from "./chromium.ts";

/** The browser of this test run, started with a profile of its own. */
export const launchBrowser = (): Promise<Browser> => launchChromium(inject("chromium"));

/** A page that remembers whatever went wrong on it. */
export interface WatchedPage {
  page: Page;
  /** Script errors, refusals of the content policy, console errors and answers of 500 and above, but those let pass. */
  faults(): string[];
  /** Lets pass what a test itself brings about. */
  letPass(expected: RegExp): void;
}

/** The smallest screen that the page is made for. */
export const smallestDesk = { width: 1280, height: 720 };

export async function watchedPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: smallestDesk, locale: "en-GB", ...options });
  context.setDefaultTimeout(10_000);
  await context.addInitScript({ content: countSounds });
  const page = await context.newPage();
  const faults: string[] = [];
  const expected: RegExp[] = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.stack}`));
  page.on("crash", () => faults.push("the page crashed"));
  page.on("console", (message) => {
    // A refused sign-in or claim is an answer; the test looks at what the page makes of it.
    const refused = /status of 4\d\d/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !refused) faults.push(`${message.type()}: ${message.text()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} ${response.url()}`);
  });
  return {
    page,
    faults: () => faults.filter((fault) => !expected.some((one) => one.test(fault))),
    letPass: (one) => void expected.push(one),
  };
}

/** Runs in the page: a test cannot listen, so it counts what is played. */
const countSounds = `
  globalThis.soundsPlayed = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...when) {
    globalThis.soundsPlayed += 1;
    return start.apply(this, when);
  };
`;
export const soundsPlayed = (page: Page): Promise<number> => page.evaluate("globalThis.soundsPlayed");
