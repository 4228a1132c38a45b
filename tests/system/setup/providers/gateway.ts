import { createHmac, randomBytes } from "node:crypto";
import { expect } from "vitest";
import { type HttpProvider, httpProvider, type Posted } from "./httpProvider.ts";

export interface GatewayMessage {
  type: "message.text" | "message.voice";
  timestamp: string;
  data: { id: string; to: string; name: string; text: string };
}

/** A gateway for texts and calls that checks signatures by the standard itself (standard-webhooks), not with the library of the service. */
export interface Gateway extends HttpProvider {
  env: { LINKLINE_SMS_WEBHOOK_URL: string; LINKLINE_SMS_WEBHOOK_SECRET: string };
  /** Claims the next message, checks its signature, and reads it. */
  next(to?: string): Promise<GatewayMessage>;
  /** Posts a receipt to the service. */
  receipt(httpUrl: string, receipt: object, signedWith?: string): Promise<number>;
}

export async function fakeGateway(): Promise<Gateway> {
  const provider = await httpProvider("texts and calls");
  const secret = `whsec_${randomBytes(24).toString("base64")}`;
  return {
    ...provider,
    env: { LINKLINE_SMS_WEBHOOK_URL: `${provider.url}/messages`, LINKLINE_SMS_WEBHOOK_SECRET: secret },
    async next(to) {
      const posted = await provider.posts.next(
        (one) => to === undefined || (JSON.parse(one.body.toString()) as GatewayMessage).data.to === to,
      );
      expect(posted.headers["webhook-signature"]).toBe(signatureOf(secret, posted));
      return JSON.parse(posted.body.toString()) as GatewayMessage;
    },
    async receipt(httpUrl, receipt, signedWith = secret) {
      const body = JSON.stringify(receipt);
      const headers = {
        "content-type": "application/json",
        "webhook-id": `receipt-${randomBytes(4).toString("hex")}`,
        "webhook-timestamp": String(Math.floor(Date.now() / 1000)),
      };
      const signature = signatureOf(signedWith, { path: "", headers, body: Buffer.from(body) });
      const answer = await fetch(`${httpUrl}/notify/receipts/gateway`, {
        method: "POST",
        headers: { ...headers, "webhook-signature": signature },
        body,
      });
      return answer.status;
    },
  };
}

/** "v1," and HMAC-SHA256 of id, time in seconds and body, joined by full stops. */
export function signatureOf(secret: string, { headers, body }: Posted): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body.toString()}`;
  return `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}
