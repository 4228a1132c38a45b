/**
 * Whether a page from `origin` calls the host that it came from. Compares hosts, not schemes: behind a proxy that ends TLS, the page is
 * https and the request arrives as http. Some proxies write the port of https into the host: `linkline.example:443` is `linkline.example`.
 */
export function sameOrigin(origin: string | undefined | null, host: string | undefined | null): boolean {
  if (!origin || !host) return false;
  const url = URL.parse(origin);
  return url !== null && ["http:", "https:"].includes(url.protocol) && url.host === URL.parse(`${url.protocol}//${host}`)?.host;
}
