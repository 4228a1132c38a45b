/**
 * The service's clock minus this computer's clock, in ms. Waiting times must not depend on how the computer's clock is set.
 * The Date header has whole seconds, so an offset of up to 3 seconds is ignored.
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
