import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Sets cookies, with Secure where the page was opened over https. Only the browser or a proxy knows that, so the headers are believed: a
 * caller who sends false ones changes only their own cookie.
 */
export function setCookies({ headers }: FastifyRequest, reply: FastifyReply, cookies: string[]): void {
  if (cookies.length === 0) return;
  const schemes = [headers.origin, headers.referer, `${headers["x-forwarded-proto"]}:`];
  const https = schemes.some((one) => one?.startsWith("https:"));
  reply.header("set-cookie", https ? cookies.map((cookie) => `${cookie}; Secure`) : cookies);
}
