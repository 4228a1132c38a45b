import type { LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";
import { request } from "node:https";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "../phones/pushEndpoint.ts";

/** Two tries of two seconds: shorter than a provider has to answer. */
const answers = new Resolver({ timeout: 2_000, tries: 2 });

/** The name leads to an address that is not on the public internet. */
export class LeadsInside extends Error {}

/**
 * The public addresses of a host that a browser named. Asks the name servers itself: the system's look-ups share two threads, so a name whose server
 * does not answer would delay every other connection of the service, also those that send texts. Throws `LeadsInside` where one address is not public.
 */
export async function publicAddresses(host: string, resolver: Pick<Resolver, "resolve4" | "resolve6"> = answers): Promise<LookupAddress[]> {
  const [four, six] = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
  const found = [
    ...(four.status === "fulfilled" ? four.value.map((address) => ({ address, family: 4 })) : []),
    ...(six.status === "fulfilled" ? six.value.map((address) => ({ address, family: 6 })) : []),
  ];
  if (!found.every(({ address }) => isPublicAddress(address))) throw new LeadsInside(host);
  if (found.length === 0) throw four.status === "rejected" ? four.reason : new Error(`${host} has no address`);
  return found;
}

/** As `net.connect` looks a name up: so the address that was checked is the one that is used. */
const lookupPublic: LookupFunction = (host, options, done) => {
  // Never a number: an endpoint has a name (`isPushEndpoint`).
  publicAddresses(host).then(
    (found) => (options.all === true ? done(null, found) : done(null, found[0]?.address ?? "", found[0]?.family)),
    (error: NodeJS.ErrnoException) => done(error, ""),
  );
};

/** POSTs to a host that a browser named, under https, and gives the status. No redirect is followed, and the rest of the answer is not read. */
export function postOutside(
  url: string,
  { headers, body, signal }: { headers: Record<string, string>; body: Uint8Array; signal: AbortSignal },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST", headers, signal, lookup: lookupPublic }, (response) => {
      response.destroy();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject).end(body);
  });
}
