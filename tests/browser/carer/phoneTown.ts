import type { BrowserContextOptions, CDPSession, Page, Worker } from "playwright-core";
import { afterAll, expect } from "vitest";
import { ManualClock } from "#tests/system/setup/manualClock.ts";
import { type PushBrowser, pushBrowser } from "#tests/system/setup/providers/browserPush.ts";
import { type HttpProvider, httpProvider, type Posted } from "#tests/system/setup/providers/httpProvider.ts";
import type { Json } from "#tests/system/setup/service.ts";
import type { WatchedPage } from "../setup/browser.ts";
import { type Centre, monitoringCentre } from "../setup/centre.ts";

export const telephone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  colorScheme: "dark",
  reducedMotion: "reduce",
} as const satisfies BrowserContextOptions;

/** A carer's phone in a real browser with the real worker. */
export interface CarersPhone extends WatchedPage {
  /** What its browser can decrypt. */
  browser: PushBrowser;
  homeId: string;
  leak(): Promise<void>;
  /** Waits for the next push of the service to this phone, decrypted. */
  next(): Promise<string>;
  /** Gives the worker a push, as the browser does when the push service delivers one. */
  deliver(data: string): Promise<void>;
  /** The notifications that are shown. */
  notifications(): Promise<{ title: string; body: string; tag: string; requireInteraction: boolean }[]>;
  /** The person taps the newest notification. */
  tapNotification(): Promise<void>;
}

export interface PhoneCentre {
  centre: Centre;
  clock: ManualClock;
  pushes: HttpProvider;
  /** A carer who has joined and is signed in, on the page of the homes. `canSubscribe` false: the browser makes no subscription. */
  carersPhone(o?: {
    permission?: "granted" | "denied";
    options?: BrowserContextOptions;
    canSubscribe?: boolean;
    /** In place of the usual contacts and plan. */
    home?: object;
  }): Promise<CarersPhone>;
}

let people = 0;

/** Call at the top of a test file. */
export async function phoneCentre(from = "2026-11-24T22:40:00Z", env: Record<string, string> = {}): Promise<PhoneCentre> {
  const clock = new ManualClock(from);
  const pushes = await httpProvider("pushes");
  pushes.answers(() => ({ status: 201 }));
  const centre = monitoringCentre({
    clock,
    env: { LINKLINE_PUSH_SERVICE: pushes.url, LINKLINE_PUBLIC_URL: "https://linkline.example", ...env },
  });
  afterAll(() => pushes.stop());
  return {
    centre,
    clock,
    pushes,
    async carersPhone({ permission = "granted", options = telephone, canSubscribe = true, home = {} } = {}) {
      const { town } = centre;
      const contacts = [{ name: "Jonas Birch", relation: "husband", phone: "01632 960201" }];
      const route = { info: "centre", advisory: "carer", urgent: "carer", critical: "carer" };
      const plan = { name: "Nights", rules: { environment: {} }, route };
      const { id } = await town.home({ name: "4 Orchard Road", people: [{ name: "Edith Birch" }], contacts, plan, ...home });
      const detector = await town.device(id, { kind: "flood", name: "Leak sensor", room: "Kitchen", expectedIntervalSeconds: 604_800 });
      const unit = await town.unit(detector);
      const contactId = (await town.call("operator", "GET", `/api/v1/homes/${id}/carers`)).body.items[0].contactId;
      const invitation = { sees: "nights", agreedBy: "Edith Birch", by: "link" };
      const made = await town.call("operator", "POST", `/api/v1/homes/${id}/contacts/${contactId}/invitation`, invitation);
      const token = /#\/join\/(\S+)/.exec(made.body.link)?.[1] ?? "";
      const account = { email: `jonas${++people}@birch.example`, password: "warm socks and tea" };
      const joined = await town.call(null, "POST", "/api/v1/carer-invitations/accept", { token, ...account });
      expect(joined.status).toBe(201);

      const phone = await centre.desk(options);
      const { page } = phone;
      const context = page.context();
      if (permission === "granted") {
        await context.grantPermissions(["notifications"], { origin: town.service.httpUrl });
        await context.addInitScript({ content: grantInPage });
      }
      const browser = pushBrowser();
      const path = `/phone-${people}`;
      if (canSubscribe) await context.addInitScript({ content: subscribes(`${pushes.url}${path}`, browser.keys) });
      await page.goto("/carer/");
      await page.getByLabel("Email").fill(account.email);
      await page.getByLabel("Password", { exact: true }).fill(account.password);
      await page.getByRole("button", { name: "Sign in", exact: true }).tap();
      await page.getByRole("heading", { name: "4 Orchard Road" }).waitFor();
      const worker = await workerOf(page);
      let seq = 0;
      return {
        ...phone,
        browser,
        homeId: id,
        leak: async () =>
          void (await unit.publishAsync(detector.mqtt.topic, JSON.stringify({ kind: "flood", detected: true, seq: ++seq, boot: "b" }), {
            qos: 1,
          })),
        next: async () => browser.decrypt((await pushes.posts.next((one: Posted) => one.path === path)) as Posted),
        ...worker,
      };
    },
  };
}

/** Runs in the page. Headless Chromium reaches no push service, so this one call is replaced: it gives a subscription whose keys the test owns. */
const subscribes = (endpoint: string, keys: object): string => `
  PushManager.prototype.subscribe = async () => {
    const [endpoint, keys] = ${JSON.stringify([endpoint, keys])};
    return { endpoint, options: {}, toJSON: () => ({ endpoint, keys }), unsubscribe: async () => true };
  };`;
/**
 * The headless shell that comes with npm has no notifications: it refuses them also where they were granted. There they are collected in the worker. A whole
 * Chromium (LINKLINE_TEST_CHROMIUM) shows real ones, and none of this runs.
 */
const grantInPage = `if (Notification.permission === "denied") {
  Object.defineProperty(Notification, "permission", { get: () => "granted" });
  Notification.requestPermission = async () => "granted";
}`;
const collectInWorker = `if (Notification.permission === "denied") {
  let shown = [];
  ServiceWorkerRegistration.prototype.showNotification = async (title, options) => {
    shown = [...shown.filter(({ tag }) => tag !== options.tag), { title, ...options, close: () => {} }];
  };
  ServiceWorkerRegistration.prototype.getNotifications = async () => shown;
}`;
const readNotifications = `registration.getNotifications().then((all) =>
  all.map(({ title, body, tag, requireInteraction }) => ({ title, body, tag, requireInteraction })))`;
/** What the browser does when a person taps. */
const tapNewest = `registration.getNotifications().then((all) =>
  dispatchEvent(Object.assign(new ExtendableEvent("notificationclick"), { notification: all.at(-1) })))`;

async function workerOf(page: Page): Promise<Pick<CarersPhone, "deliver" | "notifications" | "tapNotification">> {
  const session: CDPSession = await page.context().newCDPSession(page);
  const { promise, resolve } = Promise.withResolvers<string>();
  session.on("ServiceWorker.workerVersionUpdated", ({ versions }: Json) => {
    const active = versions.find(({ status }: Json) => status === "activated");
    if (active !== undefined) resolve(active.registrationId);
  });
  await session.send("ServiceWorker.enable");
  const registrationId = await promise;
  const worker = page.context().serviceWorkers()[0] as Worker;
  await worker.evaluate(collectInWorker);
  return {
    deliver: (data) =>
      session.send("ServiceWorker.deliverPushMessage", { origin: new URL(page.url()).origin, registrationId, data }).then(() => {}),
    notifications: () => worker.evaluate(readNotifications),
    tapNotification: () => worker.evaluate(tapNewest),
  };
}
