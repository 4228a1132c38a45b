import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Browser, CDPSession, Page, Worker } from "playwright-core";
import { launchChromium, unpackChromium } from "../../browser/setup/chromium.ts";

const built = join(import.meta.dirname, "../../../alarm-console/web/dist/carer/index.html");

/** A browser with the carer's page and its worker, signed in with this cookie. */
export interface BenchPhone extends AsyncDisposable {
  /** Gives the worker a push. Resolves with the moment at which its notification was shown (epoch ms). */
  deliver(data: string): Promise<number>;
  /** Opens the page `count` times without a connection, on a phone that is `slower` times slower than this machine. Milliseconds until it shows the homes. */
  openFromCache(count: number, slower: number): Promise<number[]>;
}

/** Runs in the worker. The headless shell that comes with npm shows no notifications: there the call alone is measured. */
const watchNotifications = `{
  const show = Notification.permission === "denied" ? async () => {} : ServiceWorkerRegistration.prototype.showNotification;
  ServiceWorkerRegistration.prototype.showNotification = async function (...given) {
    await show.apply(this, given);
    globalThis.onShown?.(performance.timeOrigin + performance.now());
  };
}`;

export async function startBenchPhone(httpUrl: string, cookie: string): Promise<BenchPhone> {
  if (!existsSync(built)) throw new Error("The carer's page is not built. Run `npm run build` first.");
  const { remove, ...chromium } = await unpackChromium();
  const browser = await launchChromium(chromium);
  const { page, session, registrationId, worker } = await signedIn(browser, httpUrl, cookie);
  await worker.evaluate(watchNotifications);
  return {
    async deliver(data) {
      const shown = worker.evaluate<number>("new Promise((resolve) => { globalThis.onShown = resolve; })");
      await session.send("ServiceWorker.deliverPushMessage", { origin: httpUrl, registrationId, data });
      return shown;
    },
    async openFromCache(count, slower) {
      const home = page.getByRole("heading", { name: "1 Orchard Road", exact: true });
      await page.reload();
      await home.waitFor();
      await page.context().setOffline(true);
      await session.send("Emulation.setCPUThrottlingRate", { rate: slower });
      const opened: number[] = [];
      for (let n = 0; n < count; n += 1) {
        const began = performance.now();
        await page.reload();
        await home.waitFor();
        opened.push(performance.now() - began);
      }
      return opened;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
      await remove();
    },
  };
}

async function signedIn(
  browser: Browser,
  httpUrl: string,
  cookie: string,
): Promise<{ page: Page; session: CDPSession; registrationId: string; worker: Worker }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const [name = "", ...value] = cookie.split("=");
  await context.addCookies([{ name, value: value.join("="), url: httpUrl }]);
  await context.grantPermissions(["notifications"], { origin: httpUrl });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const active = new Promise<string>((resolve) =>
    session.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
      const one = versions.find(({ status }) => status === "activated");
      if (one !== undefined) resolve(one.registrationId);
    }),
  );
  await session.send("ServiceWorker.enable");
  await page.goto(`${httpUrl}/carer/`);
  const registrationId = await active;
  const [worker] = context.serviceWorkers();
  if (worker === undefined) throw new Error("the carer's page has no worker");
  return { page, session, registrationId, worker };
}
