import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Puts cookies on an answer, Secure where the page was opened by https. Only the browser and a proxy know that; whoever
 * lies about it changes nothing but their own cookie.
 */
export function setCookies({ headers }: FastifyRequest, reply: FastifyReply, cookies: string[]): void {
  if (cookies.length === 0) return;
  const opened = [headers.origin, headers.referer, `${headers["x-forwarded-proto"]}:`];
  const https = opened.some((one) => one?.startsWith("https:"));
  reply.header("set-cookie", https ? cookies.map((cookie) => `${cookie}; Secure`) : cookies);
}
