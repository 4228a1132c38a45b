import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { inject } from "vitest";

/**
 * Those of @sparticuz/chromium that let it run as root and where namespaces are forbidden, without those that weaken what a
 * page may do: a test must meet the rules that an operator's browser keeps. The rest keeps it from calling anybody.
 */
const args = [
  "--no-sandbox",
  "--no-zygote",
  "--disable-gpu",
  "--font-render-hinting=none",
  "--no-first-run",
  "--no-pings",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-domain-reliability",
  "--disable-quic",
  "--disable-sync",
];

/** One Chromium with a profile of its own, as root and as anybody else. */
export function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = inject("chromium");
  return chromium.launch({ executablePath, args, env: { ...process.env, ...env } });
}

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
