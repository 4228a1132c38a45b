import type { IncomingMessage } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Of every cookie that the account library sets. */
export const cookiePrefix = "linkline";
const ours = `${cookiePrefix}.`;
/** Ties a cookie to this very host and to https: no other host of the domain can set it (RFC 6265bis, 4.1.3.2). */
const hostPrefix = "__Host-";
const endOfPlain = `${ours}session_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure`;

/**
 * Sets cookies. Where the page was opened over https they are Secure and have the prefix `__Host-`; a plain one from before ends. Only the browser or a
 * proxy knows how the page was opened, so their headers are believed: a caller who sends false ones changes only their own cookie.
 */
export function setCookies({ headers, protocol }: FastifyRequest, reply: FastifyReply, cookies: string[]): void {
  if (cookies.length === 0) return;
  const schemes = [headers.origin, headers.referer, `${headers["x-forwarded-proto"]}:`, `${protocol}:`];
  const https = schemes.some((one) => one?.startsWith("https:"));
  reply.header("set-cookie", https ? [...cookies.map((cookie) => `${hostPrefix}${cookie}; Secure`), endOfPlain] : cookies);
}

/** Gives the cookies with the prefix their plain names, under which the account library reads them. Plain ones beside them are dropped: another host may have set them. */
export function readHostCookies({ headers }: Pick<IncomingMessage, "headers">): void {
  const pairs = headers.cookie?.split(";").map((pair) => pair.trim()) ?? [];
  const tied = pairs.filter((pair) => pair.startsWith(`${hostPrefix}${ours}`));
  if (tied.length === 0) return;
  const others = pairs.filter((pair) => !pair.startsWith(ours) && !tied.includes(pair));
  headers.cookie = [...others, ...tied.map((pair) => pair.slice(hostPrefix.length))].join("; ");
}
