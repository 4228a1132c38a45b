import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import type { Role } from "#domain/role.ts";
import { startTestService, type TestService } from "#tests/system/setup/service.ts";
import { launchBrowser, type WatchedPage, watchedPage } from "./browser.ts";

export interface Account {
  email: string;
  name: string;
  password: string;
}

/** A home with a pendant. Each press sends one reading by MQTT and resolves when it is acknowledged. */
export interface PendantHome {
  homeId: string;
  press(): Promise<void>;
}

/** The real service and a browser for the tests of one file. Pages that a test opens are closed after it. */
export interface Centre {
  town: TestService;
  account(name: string, role?: Role): Promise<Account>;
  /** A page without a session. `from` is the service's address as that desk knows it. */
  desk(options?: BrowserContextOptions & { from?: string }): Promise<WatchedPage>;
  /** A desk where a person of that name has signed in on the sign-in page. */
  staff(name: string, options?: BrowserContextOptions & { from?: string; role?: Role }): Promise<WatchedPage>;
  pendantHome(home?: Parameters<TestService["home"]>[0], room?: string): Promise<PendantHome>;
}

const built = join(import.meta.dirname, "../../../alarm-console/web/dist/index.html");

/** Call at the top of a test file. */
export function monitoringCentre(options: Parameters<typeof startTestService>[0] = {}): Centre {
  let town: TestService;
  let browser: Browser | undefined;
  let accounts = 0;
  let open: WatchedPage[] = [];

  beforeAll(async () => {
    if (!existsSync(built)) throw new Error("The operator page is not built. Run `npm run build` first; `npm test` does it by itself.");
    browser = await launchBrowser();
    town = await startTestService(options);
  });
  afterEach(async () => {
    const faults = open.flatMap((one) => one.faults());
    await Promise.all(open.map(({ page }) => page.context().close()));
    open = [];
    expect(faults, "nothing goes wrong unseen on any page").toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await town?.stop();
  });

  const centre: Centre = {
    get town() {
      return town;
    },

    async account(name, role = "operator") {
      const account = { email: `person${++accounts}@centre.example`, name, password: `a long enough password ${accounts}` };
      const made = await town.service.accounts.create({ ...account, role });
      if (!made.ok) throw new Error(`no account for ${name}: ${made.why}`);
      return account;
    },

    async desk({ from = town.service.httpUrl, ...contextOptions } = {}) {
      if (browser === undefined) throw new Error("the browser has not started");
      const desk = await watchedPage(browser, { baseURL: from, ...contextOptions });
      open.push(desk);
      await desk.page.goto("/");
      return desk;
    },

    async staff(name, { role, ...deskOptions } = {}) {
      const [desk, account] = await Promise.all([centre.desk(deskOptions), centre.account(name, role)]);
      await signIn(desk.page, account);
      await desk.page.getByRole("button", { name: "Sign out" }).waitFor();
      return desk;
    },

    async pendantHome(home, room = "Hall") {
      const { id } = await town.home(home);
      const pendant = await town.device(id, { room });
      const unit = await town.unit(pendant);
      let seq = 0;
      return {
        homeId: id,
        async press() {
          const reading = { kind: "button", pressed: true, seq: ++seq, boot: "b" };
          await unit.publishAsync(pendant.mqtt.topic, JSON.stringify(reading), { qos: 1 });
        },
      };
    },
  };
  return centre;
}

export async function signIn(page: Page, { email, password }: Pick<Account, "email" | "password">): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** The row of a home in the queue, whoever holds its case. Cases that others hold are folded until `showOthers`. */
export const rowOf = (page: Page, homeName: string): Locator =>
  page
    .getByRole("list", { name: /^(Waiting|Mine|With the family|With others)$/ })
    .getByRole("button")
    .filter({ hasText: homeName });

/** Opens the part of the queue with the cases that others hold. */
export const showOthers = (page: Page): Promise<void> => page.getByRole("button", { name: "With others" }).click();

/** Does the sound check. */
export async function confirmSound(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Play the test sound" }).click();
  await page.getByRole("button", { name: "Yes, I heard it" }).click();
}

/** Records that a person of the home answered. Without any contact, a critical case wants a note to be closed. */
export const spokeToHome = (page: Page): Promise<void> =>
  caseShown(page).getByRole("button", { name: "Answered: Speak to the home" }).click();

/** The part of the page that shows the selected case. */
export const caseShown = (page: Page): Locator => page.getByRole("region", { name: "Case", exact: true });
