import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { inject } from "vitest";
import { launchChromium } from "./chromium.ts";

/** Starts the browser of this test run with a new profile. */
export const launchBrowser = (): Promise<Browser> => launchChromium(inject("chromium"));

/** A page that records its faults. */
export interface WatchedPage {
  page: Page;
  /** Script errors, violations of the content policy, console errors and answers of 500 and above, except the expected ones. */
  faults(): string[];
  /** Marks faults that the test itself causes as expected. */
  letPass(expected: RegExp): void;
}

/** The smallest desk screen that the console supports. */
export const smallestDesk = { width: 1280, height: 720 };

export async function watchedPage(browser: Browser, options: BrowserContextOptions): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport: smallestDesk, locale: "en-GB", ...options });
  context.setDefaultTimeout(20_000);
  await context.addInitScript({ content: countSounds });
  const page = await context.newPage();
  const faults: string[] = [];
  const expected: RegExp[] = [];
  page.on("pageerror", (error) => faults.push(`script: ${error.stack}`));
  page.on("crash", () => faults.push("the page crashed"));
  page.on("console", (message) => {
    // A refused sign-in or claim is an expected answer; the test checks what the page shows.
    const refused = /status of 4\d\d/.test(message.text());
    // A page that is left while its live connection is still being made ends it; the browser warns of that, and nothing is wrong.
    const left = /WebSocket is closed before the connection is established/.test(message.text());
    // A page that was loaded again has had no gesture yet, so it may make no sound; the desk says so, and sound.test.ts checks it.
    const silent = /AudioContext was not allowed to start/.test(message.text());
    if (["error", "warning"].includes(message.type()) && !refused && !left && !silent) faults.push(`${message.type()}: ${message.text()}`);
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

/** Runs in the page. A test cannot hear, so it counts the sounds that are played. */
const countSounds = `
  globalThis.soundsPlayed = 0;
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function (...when) {
    globalThis.soundsPlayed += 1;
    return start.apply(this, when);
  };
`;
export const soundsPlayed = (page: Page): Promise<number> => page.evaluate("globalThis.soundsPlayed");
