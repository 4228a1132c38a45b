import type pg from "pg";
import webPush from "web-push";

/** The two halves of the service's VAPID key (RFC 8292), in base64url. */
export interface PushKeys {
  publicKey: string;
  privateKey: string;
}

const insertKeys = `INSERT INTO push_keys (public_key, private_key) VALUES ($1, $2) ON CONFLICT DO NOTHING`;
const selectKeys = `SELECT public_key AS "publicKey", private_key AS "privateKey" FROM push_keys`;

/**
 * The keys that sign pushes, made at the first start. Browsers subscribe to the public one, so it must never change: with another key every
 * subscription is void.
 */
export async function readOrMakePushKeys(pool: pg.Pool): Promise<PushKeys> {
  const known = (await pool.query<PushKeys>(selectKeys)).rows[0];
  if (known !== undefined) return known;
  const made = webPush.generateVAPIDKeys();
  await pool.query(insertKeys, [made.publicKey, made.privateKey]);
  return (await pool.query<PushKeys>(selectKeys)).rows[0] as PushKeys;
}

/** What a push service accepts as the sender, or why there is none. */
export type PushSubject = { subject: string } | { why: string };

/**
 * Push services want to know whom to write to: `https:` or `mailto:`. Apple's refuses every message where that is not a public address (403), so
 * push is off then.
 *
 * Example: the public address `https://linkline.example`; without one the sender of e-mail, `mailto:alarms@linkline.example`.
 */
export function pushSubjectOf(publicUrl: string | null, mailFrom: string | null): PushSubject {
  const url = publicUrl === null ? null : URL.parse(publicUrl);
  if (url?.protocol === "https:" && isPublic(url.hostname)) return { subject: url.origin };
  const address = mailFrom === null ? undefined : (/<([^<>]+)>$/.exec(mailFrom)?.[1] ?? mailFrom);
  const host = address?.split("@")[1];
  if (address !== undefined && host !== undefined && isPublic(host)) return { subject: `mailto:${address}` };
  const why = publicUrl === null ? "LINKLINE_PUBLIC_URL is not set" : "LINKLINE_PUBLIC_URL is not the https address of a public host";
  return { why: `${why}, and LINKLINE_MAIL_FROM has no public address either` };
}

const isPublic = (host: string): boolean => /[a-z]$/i.test(host) && host.includes(".") && !/\.(local|localhost|internal|lan)$/i.test(host);
