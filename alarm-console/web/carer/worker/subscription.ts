/** The old and the new subscription, as far as the browser names them. */
export interface PushSubscriptionChangeEvent extends ExtendableEvent {
  readonly oldSubscription: PushSubscription | null;
  readonly newSubscription: PushSubscription | null;
}

/** The browser changed the subscription of this phone: the service learns the new one. The page does the same each time it is opened. */
export async function subscribeAgain(
  worker: ServiceWorkerGlobalScope,
  { oldSubscription, newSubscription }: PushSubscriptionChangeEvent,
): Promise<void> {
  const key = oldSubscription?.options.applicationServerKey ?? (await publicKey());
  if (key === null) return;
  const subscription =
    newSubscription ?? (await worker.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const { endpoint, keys } = subscription.toJSON();
  const replaces = oldSubscription === null ? {} : { replaces: oldSubscription.endpoint };
  await fetch("/api/v1/carer/phones", {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ endpoint, keys, ...replaces }),
  });
}

async function publicKey(): Promise<string | null> {
  const answer = await fetch("/api/v1/carer/phones");
  return answer.ok ? ((await answer.json()) as { publicKey: string | null }).publicKey : null;
}
