import type { FastifyReply, FastifyRequest } from "fastify";

/** Only scripts and styles of this host, and no other page may show this one in a frame. */
const contentPolicy =
  "default-src 'self'; img-src 'self' data:; media-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** The installer's pages may run the reader of bar codes, which is WebAssembly of this host. */
const installerPolicy = `${contentPolicy}; script-src 'self' 'wasm-unsafe-eval'`;

export async function securityHeaders(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  reply.header("content-security-policy", request.url.startsWith("/installer/") ? installerPolicy : contentPolicy);
  // Known of a proxy that LINKLINE_TRUSTED_PROXIES names: from then on the browser uses https alone for this host.
  if (request.protocol === "https") reply.header("strict-transport-security", "max-age=31536000");
  reply.header("x-content-type-options", "nosniff");
  reply.header("x-frame-options", "DENY");
  reply.header("referrer-policy", "same-origin");
  reply.header("cross-origin-opener-policy", "same-origin");
  reply.header("cross-origin-resource-policy", "same-origin");
  return payload;
}
