/** What the service sends (`PushContent` in response/notify/channels/channel.ts). Each part may be missing: each push shows a notification, an empty one too. */
interface Payload {
  title?: unknown;
  body?: unknown;
  url?: unknown;
  tag?: unknown;
  receipt?: unknown;
}

/** Waits before a confirmation is sent again. After 30 seconds the service uses other channels. */
const retryMs = [1_000, 3_000, 8_000, 15_000] as const;

const unreadable = {
  title: "Link Line",
  body: "There may be an alarm. Open Link Line now. / Efallai fod larwm. Agorwch Link Line nawr.",
};

/**
 * Shows a notification for each push, also while the page is open: some systems end a subscription without a word after a few pushes that show
 * nothing. The receipt does not wait for the screen, and the screen not for the receipt.
 */
export async function showPush(worker: ServiceWorkerGlobalScope, data: PushMessageData | null): Promise<void> {
  const { title, body, url, tag, receipt } = read(data);
  const received = confirm(receipt, "received");
  const options = {
    body: text(body) ?? unreadable.body,
    tag: text(tag) ?? "link-line",
    // A newer push of the same alarm rings again.
    renotify: true,
    requireInteraction: true,
    vibrate: [400, 200, 400, 200, 800],
    icon: "/carer/icon-192.png",
    badge: "/carer/badge-96.png",
    data: { url: text(url), receipt: text(receipt) },
  };
  await worker.registration.showNotification(text(title) ?? unreadable.title, options);
  await Promise.all([received, confirm(receipt, "shown")]);
}

function read(data: PushMessageData | null): Payload {
  try {
    const content: unknown = data?.json();
    return typeof content === "object" && content !== null ? content : {};
  } catch {
    // It is shown all the same.
    return {};
  }
}

const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

/** Tells the service what became of a push. Needs no session. Gives up after some tries: the service has then used other channels. */
export async function confirm(receipt: unknown, what: "received" | "shown" | "opened"): Promise<void> {
  if (text(receipt) === null) return;
  for (const wait of [...retryMs, null]) {
    if (await isConfirmed(receipt, what)) return;
    if (wait !== null) await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function isConfirmed(token: unknown, what: string): Promise<boolean> {
  try {
    const answer = await fetch("/api/v1/push-receipts", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token, what }),
      keepalive: true,
    });
    return answer.ok || answer.status === 404 || answer.status === 422;
  } catch {
    // No connection: tried again.
    return false;
  }
}

/** Opens the alarm in a page that is open, or in a new one. Only pages of this scope: what a push names must lead nowhere else. */
export async function openPush(worker: ServiceWorkerGlobalScope, url: unknown): Promise<void> {
  const scope = new URL(worker.registration.scope);
  const wanted = URL.parse(text(url) ?? scope.pathname, scope);
  const target = wanted !== null && wanted.origin === scope.origin && wanted.pathname === scope.pathname ? wanted.href : scope.href;
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((one) => one.url.startsWith(scope.href));
  if (open === undefined) {
    await worker.clients.openWindow(target);
    return;
  }
  open.postMessage({ opens: target });
  // A browser refuses to focus a page without a tap of the person; the page shows the alarm all the same.
  await open.focus().catch(() => {});
}
