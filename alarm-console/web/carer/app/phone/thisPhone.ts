import { type Phone, phoneList, putPhone } from "./phoneCalls.ts";
import { isInstalled, thisPlatform } from "./platform.ts";

/**
 * Whether alarms ring on this phone.
 *
 * | kind | what it means |
 * |---|---|
 * | `ringing` | its subscription is registered |
 * | `notConfigured` | this Link Line sends no pushes |
 * | `notInstalled` | iOS gives pushes only to a page on the home screen |
 * | `notSupported` | the browser has no push |
 * | `denied` | notifications are blocked in the settings of the browser |
 * | `off` | never switched on, or switched off |
 * | `lost` | the subscription ended without a word, and a new one could not be made |
 */
export type ThisPhone =
  | { kind: "ringing"; phone: Phone }
  | { kind: "notConfigured" | "notInstalled" | "notSupported" | "denied" | "off" }
  | { kind: "lost"; why: string };

/** The endpoint that this phone registered last: to know a lost subscription from one that was never made. */
const endpointKey = "linkline.phone";

function stored(): string | null {
  try {
    return localStorage.getItem(endpointKey);
  } catch {
    // A browser may keep nothing for a page.
    return null;
  }
}

function store(endpoint: string | null): void {
  try {
    if (endpoint === null) localStorage.removeItem(endpointKey);
    else localStorage.setItem(endpointKey, endpoint);
  } catch {
    // Then a lost subscription looks as one that was never made. The page says that the phone will not ring all the same.
  }
}

const registration = (): Promise<ServiceWorkerRegistration> => navigator.serviceWorker.ready;

const isSupported = (): boolean => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

/**
 * Finds out how this phone is, and registers its subscription again: at each opening of the page, because a subscription may have ended without a word.
 * Null: the service did not answer.
 */
export async function checkPhone(): Promise<ThisPhone | null> {
  const list = await phoneList();
  if (!list.ok) return null;
  const { publicKey } = list.value;
  if (publicKey === null) return { kind: "notConfigured" };
  if (thisPlatform() === "ios" && !isInstalled()) return { kind: "notInstalled" };
  if (!isSupported()) return { kind: "notSupported" };
  if (Notification.permission === "denied") return { kind: "denied" };
  const subscription = await (await registration()).pushManager.getSubscription();
  const former = stored();
  if (subscription === null && former === null) return { kind: "off" };
  if (Notification.permission !== "granted") return { kind: "lost", why: "permission" };
  return register(publicKey);
}

/** Switches alarms on. Called by a tap: the browser asks the person for permission. Null: the service did not answer. */
export async function switchOn(publicKey: string): Promise<ThisPhone | null> {
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return { kind: permission === "denied" ? "denied" : "off" };
  return register(publicKey);
}

/** Null: the service did not answer. */
async function register(publicKey: string): Promise<ThisPhone | null> {
  try {
    const subscription = await subscribed((await registration()).pushManager, publicKey);
    const former = stored();
    const put = await putPhone(subscription, former !== null && former !== subscription.endpoint ? former : null);
    if (!put.ok) return put.status === null ? null : { kind: "lost", why: put.message };
    store(subscription.endpoint);
    return { kind: "ringing", phone: put.value };
  } catch (error) {
    return { kind: "lost", why: error instanceof Error ? error.message : String(error) };
  }
}

/** A subscription with this service's key. One with another key is void. */
async function subscribed(manager: PushManager, publicKey: string): Promise<PushSubscription> {
  const known = await manager.getSubscription();
  if (known !== null && keyOf(known) === publicKey) return known;
  await known?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

function keyOf({ options: { applicationServerKey } }: PushSubscription): string {
  const bytes = String.fromCharCode(...new Uint8Array(applicationServerKey ?? new ArrayBuffer(0)));
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The browser drops its subscription too, so that the next person on this phone gets no alarms of this one. */
export async function forgetSubscription(): Promise<void> {
  store(null);
  if (!isSupported()) return;
  const worker = await navigator.serviceWorker.getRegistration("/carer/");
  await (await worker?.pushManager.getSubscription())?.unsubscribe().catch(() => false);
}
