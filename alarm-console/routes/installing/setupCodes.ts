import { z } from "zod";
import { asDeviceId, idText } from "#domain/ids.ts";
import { line } from "#domain/text.ts";
import { wallClock } from "#domain/time/wallClock.ts";
import type { Redeemed, SetupCodes } from "#homes/installing/setupCodes.ts";
import type { Registry } from "#homes/registry.ts";
import { CallCounts, type CallLimit } from "../../access/callCounts.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339 } from "../../rfc3339.ts";

export interface SetupCodeNeeds {
  registry: Registry;
  codes: SetupCodes;
  /** Epoch ms. */
  now: () => number;
}

/** From one address, so that a code cannot be guessed: there are 6 × 10^14. */
const mostTries: CallLimit = { window: 60, max: 20 };
const tags = ["installing"];

const setupCode = z.object({
  code: z.string().describe("Shown only in this answer. Capitals, blanks and hyphens do not matter when it is typed."),
  expiresAt: z.iso.datetime(),
});
const login = z
  .object({
    homeId: z.string(),
    deviceId: z.string(),
    mqtt: z.object({ username: z.string(), secret: z.string(), topic: z.string(), commandTopic: z.string() }),
  })
  .meta({ id: "DeviceLogin" });

/** A device gets its login by a code that an installer made. */
export function setupCodeRoutes(api: Api, needs: SetupCodeNeeds): void {
  makeCode(api, needs);
  redeemCode(api, needs);
}

function makeCode(api: Api, { registry, codes }: SetupCodeNeeds): void {
  api.post(
    "/devices/:id/setup-code",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Make a code by which a device gets its login",
        description:
          "It works once, for 15 minutes. A new code of the same device replaces it. Redeeming it gives the device a new secret.",
        tags,
        params: z.object({ id: idText.describe("The id of the device.") }),
        response: { 201: setupCode, ...refusals(401, 403, 404, 409, 422, 503) },
      },
    },
    async ({ caller, params }, reply) => {
      const device = registry.device(asDeviceId(params.id));
      if (device === undefined) throw new Refusal("notFound", `There is no device ${params.id}.`);
      touchableHome(registry, caller, device.homeId);
      if (device.behind !== null) throw new Refusal("notOffered", "This device has no login: its gateway speaks for it.");
      const { code, expiresAt } = await codes.make(device.facts.id, { id: caller.id, name: caller.name });
      return reply
        .code(201)
        .header("cache-control", "no-store")
        .send({ code, expiresAt: rfc3339(expiresAt) });
    },
  );
}

function redeemCode(api: Api, { registry, codes, now }: SetupCodeNeeds): void {
  const tries = new CallCounts(now);
  api.post(
    "/setup-codes/redeem",
    {
      config: { needs: "open" },
      schema: {
        summary: "Redeem a setup code: the device gets its MQTT login",
        description:
          "Without sign-in: the code is the proof. 409 `used` and `expired` say so; 429 after 20 tries in a minute from one address.",
        tags,
        body: z.strictObject({
          code: line(40),
          key: z
            .string()
            .regex(/^[\w-]{16,80}$/, "write 16 to 80 letters, digits, hyphens or underscores")
            .optional()
            .describe(
              "A random name that the device makes for itself. Where the answer was lost, the device sends the code again with it within the 15 minutes, and gets a login again.",
            ),
        }),
        response: { 200: login, ...refusals(400, 404, 409, 413, 422, 503) },
      },
    },
    async ({ body, ip }, reply) => {
      if (!tries.count(ip, mostTries).allowed)
        throw new Refusal("tooMany", "Too many codes from this address. Wait a minute, then try again.");
      const redeemed = await codes.redeem(body.code, body.key);
      if (!redeemed.ok) throw refusalOf(redeemed, registry.timezone);
      const { homeId, facts, username, topic, commandTopic } = redeemed.device;
      const mqtt = { username, secret: redeemed.secret, topic, commandTopic };
      return reply.header("cache-control", "no-store").send({ homeId, deviceId: facts.id, mqtt });
    },
  );
}

function refusalOf(redeemed: Exclude<Redeemed, { ok: true }>, timezone: string): Refusal {
  switch (redeemed.why) {
    case "unknown":
      return new Refusal("notFound", "This is no code of Link Line. Check its ten letters and digits.");
    case "expired":
      return new Refusal("expired", "This code has expired. Make a new one on the installer's phone.");
    case "deviceGone":
      return new Refusal("expired", "The device of this code was taken out. Add it again.");
    case "used":
      return new Refusal("used", `This code was used at ${wallClock(redeemed.at, timezone)}. Make a new one on the installer's phone.`);
  }
}
