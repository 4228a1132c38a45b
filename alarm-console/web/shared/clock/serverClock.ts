/**
 * The service's clock as seen from this screen: seconds waited must not depend on how the desk's computer is set.
 * The Date header has whole seconds, so an offset within three seconds counts as none.
 */
let offsetMs = 0;

export function noteServerDate(header: string | null): void {
  const server = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(server)) return;
  const difference = server + 500 - Date.now();
  offsetMs = Math.abs(difference) > 3000 ? difference : 0;
}

/** Epoch ms by the service's clock. */
export const serverNow = (): number => Date.now() + offsetMs;
