/**
 * Whether a page from `origin` belongs to the host that it calls. Hosts are compared, not schemes: behind a proxy that
 * ends TLS the page says https while the call arrives by http.
 */
export function sameOrigin(origin: string | undefined | null, host: string | undefined | null): boolean {
  if (!origin || !host) return false;
  const url = URL.parse(origin);
  return url !== null && ["http:", "https:"].includes(url.protocol) && url.host === host.toLowerCase();
}
