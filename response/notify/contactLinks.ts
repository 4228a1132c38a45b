import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** One case as one contact of its home may open it. */
export interface LinkedCase {
  caseId: string;
  contactId: string;
}

/** 80 bits: far more than a guesser can try at a page that limits false links. */
const signatureBytes = 10;
const idsText = /^([1-9a-z][0-9a-z]{0,12})-([1-9a-z][0-9a-z]{0,12})-([a-z2-7]{16})$/;

/** The path of the page; the token follows. */
export const contactPagePath = "/a/";

const idText = /^([1-9a-z][0-9a-z]{0,12})-([a-z2-7]{16})$/;
/** The page on which a contact accepts an invitation. The token is in the fragment, which no server and no log gets. */
const joinPagePath = "/carer/#/join/";
const phonePagePath = "/carer/#/phone";

/**
 * The links in messages to contacts. Each opens one case for one contact, without sign-in. A link is a signature and needs no row in the
 * database: only a holder of `secret` can make it. The page decides until when it is valid.
 *
 * It is short, because it is part of a text message, and has only digits, small letters and hyphens, which every program recognises as a link.
 *
 * Example: case 84023, contact 311 gives `https://linkline.example/a/1stz-8n-m3xkcq7drtyw2e4a`.
 */
export class ContactLinks {
  readonly #key: Buffer;
  readonly #baseUrl: () => string;

  /** `secret` is the service's; the key of the links is derived from it, so that a link says nothing about it. */
  constructor({ secret, baseUrl }: { secret: string; baseUrl: () => string }) {
    this.#key = Buffer.from(hkdfSync("sha256", secret, "", "linkline contact link", 32));
    this.#baseUrl = baseUrl;
  }

  readonly linkFor = (linked: LinkedCase): string => `${this.#base()}${contactPagePath}${this.tokenFor(linked)}`;

  /** The case at a desk of the console, for staff, who sign in; null: the console. The path is `caseHref` of the desk (web/operator/desk). */
  readonly consoleLinkFor = (caseId: string | null): string => `${this.#base()}/${caseId === null ? "" : `#case-${caseId}`}`;

  #base(): string {
    return this.#baseUrl().replace(/\/$/, "");
  }

  tokenFor(linked: LinkedCase): string {
    return `${base36(linked.caseId)}-${base36(linked.contactId)}-${base32(this.#signature(linked))}`;
  }

  /** What a token names; null where this service did not make it. */
  read(token: string): LinkedCase | null {
    const [, first, second, signature] = idsText.exec(token) ?? [];
    if (first === undefined || second === undefined || signature === undefined) return null;
    const linked = { caseId: fromBase36(first), contactId: fromBase36(second) };
    return isSame(base32(this.#signature(linked)), signature) ? linked : null;
  }

  /** The link that makes a contact a carer (homes/carers.ts). */
  readonly invitationLinkFor = (invitationId: string): string =>
    `${this.#base()}${joinPagePath}${base36(invitationId)}-${base32(this.#sign(`invitation/${invitationId}`))}`;

  /** The id of an invitation; null where this service did not make the token. */
  readInvitation(token: string): string | null {
    return this.#readId("invitation", token);
  }

  /** What a phone confirms one push with, also when its session has ended: it opens nothing. */
  readonly receiptFor = (messageId: string): string => `${base36(messageId)}-${base32(this.#sign(`receipt/${messageId}`))}`;

  /** The message that a phone confirms; null where this service did not make the token. */
  readReceipt(token: string): string | null {
    return this.#readId("receipt", token);
  }

  /** Where a carer sees to their phone. They sign in there. */
  readonly phonePageLink = (): string => `${this.#base()}${phonePagePath}`;

  #readId(purpose: string, token: string): string | null {
    const [, first, signature] = idText.exec(token) ?? [];
    if (first === undefined || signature === undefined) return null;
    const id = fromBase36(first);
    return isSame(base32(this.#sign(`${purpose}/${id}`)), signature) ? id : null;
  }

  #signature({ caseId, contactId }: LinkedCase): Buffer {
    return this.#sign(`${caseId}/${contactId}`);
  }

  #sign(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text).digest().subarray(0, signatureBytes);
  }
}

const isSame = (one: string, other: string): boolean => timingSafeEqual(Buffer.from(one), Buffer.from(other));

const base36 = (id: string): string => BigInt(id).toString(36);

const fromBase36 = (text: string): string =>
  [...text].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n).toString();

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** RFC 4648 in small letters; ten bytes make sixteen characters. */
function base32(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => alphabet[Number.parseInt(five, 2)]).join("");
}
