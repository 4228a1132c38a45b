import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";
import type { Log } from "#platform/log.ts";

/** Whether a peer is a proxy of ours, whose `X-Forwarded-…` headers count. */
export type TrustsProxy = (address: string | undefined) => boolean;

/** `networks`: addresses and networks such as `10.0.0.0/8` or `2001:db8::/32`. */
export function trustsProxy(networks: readonly string[]): TrustsProxy {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => address !== undefined && isIP(address) !== 0 && list.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/**
 * Gives a request the `Host` that the browser asked for, where a trusted proxy says it in `X-Forwarded-Host`. What compares a page with the host that it
 * calls reads it there, for HTTP and live sockets alike.
 */
export function restoreHost({ headers, socket }: IncomingMessage, trusts: TrustsProxy): void {
  const forwarded = headers["x-forwarded-host"];
  if (typeof forwarded !== "string" || !trusts(socket.remoteAddress)) return;
  // Each proxy adds its own at the end; the last one is from the proxy that we know.
  headers.host = forwarded.split(",").at(-1)?.trim() ?? headers.host;
}

/** Logs once that a proxy is not trusted: then everyone behind it has the proxy's address, and one guesser makes all of them wait. */
export function warnOfUnknownProxy(trusts: TrustsProxy, log: Pick<Log, "warn">): (request: IncomingMessage) => void {
  let warned = false;
  return ({ headers, socket: { remoteAddress } }) => {
    if (warned || headers["x-forwarded-for"] === undefined || trusts(remoteAddress)) return;
    warned = true;
    log.warn(
      { proxy: remoteAddress },
      "a request came with X-Forwarded-For from a proxy that LINKLINE_TRUSTED_PROXIES does not name: its header is not believed, and all who come through it share one address",
    );
  };
}
