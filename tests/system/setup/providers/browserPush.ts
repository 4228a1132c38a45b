import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import type { Posted } from "./httpProvider.ts";

/** A browser that has agreed to push: it holds the private half of the keys. */
export interface PushBrowser {
  keys: { p256dh: string; auth: string };
  /** Decrypts a message as a browser does (RFC 8291, RFC 8188). Throws where it is not for this browser. */
  decrypt(posted: Posted): string;
}

export function pushBrowser(): PushBrowser {
  const own = createECDH("prime256v1");
  own.generateKeys();
  const auth = randomBytes(16);
  return {
    keys: { p256dh: own.getPublicKey().toString("base64url"), auth: auth.toString("base64url") },
    decrypt({ body }) {
      const salt = body.subarray(0, 16);
      const keyLength = body.readUInt8(20);
      const sender = body.subarray(21, 21 + keyLength);
      const sealed = body.subarray(21 + keyLength);
      const info = Buffer.concat([Buffer.from("WebPush: info\0"), own.getPublicKey(), sender]);
      const secret = Buffer.from(hkdfSync("sha256", own.computeSecret(sender), auth, info, 32));
      const key = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: aes128gcm\0", 16));
      const nonce = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: nonce\0", 12));
      const cipher = createDecipheriv("aes-128-gcm", key, nonce).setAuthTag(sealed.subarray(-16));
      const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
      // The last record ends with the octet 2 and zeros.
      return plain.subarray(0, plain.lastIndexOf(2)).toString();
    },
  };
}

/** Who signs a push (RFC 8292): the claims of its token, checked with the public key that it names. */
export function vapidOf({ headers }: Posted): { publicKey: string; claims: { aud: string; sub: string; exp: number } } {
  const [, token = "", publicKey = ""] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers.authorization ?? "") ?? [];
  const [head, claims, signature] = token.split(".");
  const point = Buffer.from(publicKey, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const isValid = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature ?? "", "base64url"),
  );
  if (!isValid) throw new Error("the signature of this push is not of the key that it names");
  return { publicKey, claims: JSON.parse(Buffer.from(claims ?? "", "base64url").toString()) };
}
