import type pg from "pg";
import { Subject } from "rxjs";
import webPush from "web-push";
import { retireLostPhone } from "../phones/lostPhone.ts";
import { isPushEndpoint, isTried } from "../phones/pushEndpoint.ts";
import type { Attempt, Channel, Outgoing, PushContent } from "./channel.ts";
import { post, refusedBy, unanswered } from "./post.ts";
import { LeadsInside, postOutside } from "./postOutside.ts";
import { type PushKeys, readOrMakePushKeys } from "./pushKeys.ts";

const provider = "the push service";

/** As the address of a push: all phones of the person. Otherwise it is the id of one phone. */
export const allPhones = "phones";

const selectOfContact = `SELECT phone.id::text, endpoint, p256dh, auth FROM phone JOIN carer USING (account_id)
  WHERE carer.contact_id::text = $1 AND carer.left_at IS NULL AND phone.retired_at IS NULL
    AND EXISTS (SELECT FROM contact k JOIN home h ON h.id = k.home_id WHERE k.id = carer.contact_id AND h.mode <> 'ended') ORDER BY phone.id`;
const selectOfAccount = `SELECT id::text, endpoint, p256dh, auth FROM phone
  WHERE account_id = $1 AND retired_at IS NULL AND ($2 = '${allPhones}' OR id::text = $2) ORDER BY phone.id`;

interface Subscription {
  id: string;
  endpoint: string;
  p256dh: string;
  auth: string;
}

export interface PushNeeds {
  pool: pg.Pool;
  subject: string;
  /** Epoch ms. */
  now: () => number;
  /** A push service for trying pushes; null: only public ones. */
  tried: string | null;
  /** The other ways to send to a carer whose last phone is gone. */
  otherWays: readonly string[];
}

const ignored = (): void => {};
const namesNoService = "the phone names no push service";
/** As long as the lease of a message. The outbox gives up sooner, but no longer looks once one phone has the push. */
const attemptEndsMs = 30_000;

/** Null: no one can encrypt for keys that a browser made up, and the pushes to other phones must not fail with this one. */
function encrypted(
  { endpoint, p256dh, auth }: Omit<Subscription, "id">,
  { ttlSeconds, ...payload }: PushContent,
  vapidDetails: PushKeys & { subject: string },
): { headers: Record<string, string>; body: Uint8Array<ArrayBuffer> } | null {
  try {
    const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(payload), {
      vapidDetails,
      TTL: ttlSeconds,
      urgency: "high",
      // A newer push of the same alarm replaces one that the phone has not fetched yet.
      ...(payload.tag.length <= 32 ? { topic: payload.tag } : {}),
    });
    // fetch sets the length itself.
    const { "Content-Length": _length, ...texts } = headers as Record<string, string | number>;
    return {
      headers: Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, String(value)])),
      body: new Uint8Array(body ?? []),
    };
  } catch {
    return null;
  }
}

const resultOf = (attempts: readonly Attempt[]): Attempt => {
  const later = attempts.find((attempt) => !attempt.sent && attempt.next === "later");
  return attempts.find(({ sent }) => sent) ?? later ?? attempts[0] ?? { sent: false, next: "failed", why: "no phone is registered" };
};

/**
 * Web push (RFC 8030, 8291, 8292) to every phone of a carer. It is `sent` when one push service has accepted it, and `delivered` when a phone confirms
 * it. A phone that is gone (404, 410) is not written to again.
 *
 * The payload is JSON: `PushContent` without `ttlSeconds`. The page's worker must show a notification for each one.
 */
export class WebPushChannel implements Channel {
  /** A phone was retired, and a message about it may be due. */
  readonly retired$ = new Subject<void>();
  readonly #needs: PushNeeds;
  #keys: PushKeys | null = null;

  constructor(needs: PushNeeds) {
    this.#needs = needs;
  }

  async start(): Promise<void> {
    this.#keys = await readOrMakePushKeys(this.#needs.pool);
  }

  /** What a browser subscribes with. Null before the start. */
  get publicKey(): string | null {
    return this.#keys?.publicKey ?? null;
  }

  async send({ recipient, recipientId, address, push }: Outgoing, signal: AbortSignal): Promise<Attempt> {
    const { pool } = this.#needs;
    const { rows } = await (recipient === "contact"
      ? pool.query<Subscription>(selectOfContact, [recipientId])
      : pool.query<Subscription>(selectOfAccount, [recipientId, address]));
    const attempts = rows.map((subscription) => this.#sendTo(subscription, push, signal));
    // One push service that does not answer must not make the message late for the phone that has it.
    const sent = new Promise<Attempt>((resolve) => {
      for (const attempt of attempts) attempt.then((one) => one.sent && resolve(one), ignored);
    });
    return Promise.race([sent, Promise.all(attempts).then(resultOf)]);
  }

  async #sendTo({ id, endpoint, p256dh, auth }: Subscription, push: PushContent, signal: AbortSignal): Promise<Attempt> {
    const { pool, now, subject, tried, otherWays } = this.#needs;
    const { publicKey, privateKey } = this.#keys ?? (await readOrMakePushKeys(pool));
    const request = encrypted({ endpoint, p256dh, auth }, push, { subject, publicKey, privateKey });
    if (request === null) return { sent: false, next: "failed", why: "the keys of the phone are not valid" };
    if (!isPushEndpoint(endpoint, tried)) return { sent: false, next: "failed", why: namesNoService };
    const inTime = AbortSignal.any([signal, AbortSignal.timeout(attemptEndsMs)]);
    try {
      const status = isTried(endpoint, tried)
        ? (await post(endpoint, { ...request, signal: inTime })).status
        : await postOutside(endpoint, { ...request, signal: inTime });
      if (status !== 404 && status !== 410) return refusedBy(provider, { status }) ?? { sent: true, providerId: null };
      await retireLostPhone(pool, id, otherWays, now());
      this.retired$.next();
      return { sent: false, next: "failed", why: "the phone is no longer registered" };
    } catch (error) {
      if (error instanceof LeadsInside) return { sent: false, next: "failed", why: namesNoService };
      return unanswered(provider, error, inTime);
    }
  }
}
