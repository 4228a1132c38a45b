import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * A device's secret is 32 random bytes of our own making, so one SHA-256 keeps it: there is no dictionary to try, and a
 * slow password hash would let a reconnect storm of a whole town take the service down.
 */
export const makeSecret = (): string => randomBytes(32).toString("base64url");

export const hashSecret = (secret: string | Buffer): string => createHash("sha256").update(secret).digest("base64url");

/** Compares in constant time, also where the device is unknown (hash null), so that a guess learns nothing by the clock. */
export function secretMatches(secret: Buffer, hash: string | null): boolean {
  const given = Buffer.from(hashSecret(secret));
  const kept = Buffer.from(hash ?? hashSecret("nobody"));
  return timingSafeEqual(given, kept) && hash !== null;
}
