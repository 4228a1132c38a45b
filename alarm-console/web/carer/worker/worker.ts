import { scopePage } from "./cache.ts";
import { confirm, openPush, showPush } from "./push.ts";
import { subscribeAgain } from "./subscription.ts";

/**
 * The worker of the carer's page (`/carer/worker.js`, scope `/carer/`). It runs when the page is closed and the phone is locked: it shows pushes,
 * confirms them to the service, and serves the page from its cache where there is no connection. The installer's page has the same worker in a
 * scope of its own (`public/installer/worker.js`), to which no push is sent.
 */
declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", (event) => event.waitUntil(Promise.all([scopePage.fill(), self.skipWaiting()])));
self.addEventListener("activate", (event) => event.waitUntil(Promise.all([scopePage.removeOld(), self.clients.claim()])));
self.addEventListener("fetch", (event) => {
  const answer = scopePage.answer(event.request);
  if (answer !== null) event.respondWith(answer);
});
self.addEventListener("push", (event) => event.waitUntil(showPush(self, event.data)));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { receipt, url } = (event.notification.data ?? {}) as { receipt?: unknown; url?: unknown };
  event.waitUntil(Promise.all([openPush(self, url), confirm(receipt, "opened")]));
});
self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(subscribeAgain(self, event as PushSubscriptionChangeEvent)));
