import { BlockList, isIP } from "node:net";

/** Addresses that are not on the public internet (IANA special-purpose registries). */
const notPublic = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
] as const)
  notPublic.addSubnet(net, prefix, "ipv4");
for (const [net, prefix] of [
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  notPublic.addSubnet(net, prefix, "ipv6");

export const isPublicAddress = (address: string): boolean => !notPublic.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

/**
 * Whether the service may send pushes to an endpoint that a browser gave. Anyone who signs in can write any address here, and the service would call
 * it from inside the network: so it must be a public host under https. `tried` is a push service for trying pushes (LINKLINE_PUSH_SERVICE).
 *
 * Example: `https://fcm.googleapis.com/fcm/send/abc` may be, `https://10.0.0.7/`, `https://localhost/` and `http://fcm.googleapis.com/` may not.
 */
export function isPushEndpoint(text: string, tried: string | null): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  if (isTried(text, tried)) return true;
  const isPlain = url.protocol === "https:" && url.port === "" && url.username === "" && url.password === "";
  const isName =
    /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*$/i.test(url.hostname) && !/\.(?:local|localhost|internal|lan|home|arpa)$/i.test(url.hostname);
  return isPlain && isName;
}

/** Whether the endpoint is at the push service for trying pushes. */
export const isTried = (endpoint: string, tried: string | null): boolean =>
  tried !== null && URL.parse(endpoint)?.origin === URL.parse(tried)?.origin;
