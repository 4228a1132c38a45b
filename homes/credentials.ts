import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * A device's secret: 32 random bytes. They cannot be guessed from a dictionary, so one SHA-256 is enough. A slow password hash would let
 * the service fall over when all devices of a town reconnect at once.
 */
export const makeSecret = (): string => randomBytes(32).toString("base64url");

export const hashSecret = (secret: string | Buffer): string => createHash("sha256").update(secret).digest("base64url");

/** Compares in constant time. For an unknown device `hash` is null: the comparison takes equally long, so a guess learns nothing. */
export function secretMatches(secret: Buffer, hash: string | null): boolean {
  const given = Buffer.from(hashSecret(secret));
  const expected = Buffer.from(hash ?? hashSecret("unknown device"));
  return timingSafeEqual(given, expected) && hash !== null;
}
