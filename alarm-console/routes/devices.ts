import type pg from "pg";
import { z } from "zod";
import { newDevice } from "#domain/home.ts";
import { asDeviceId, idText } from "#domain/ids.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import { makeOnce, noteApplied } from "#homes/record/appliedChange.ts";
import type { Registry, WriteBeside } from "#homes/registry.ts";
import { touchableHome } from "../access/touchableHome.ts";
import type { Api } from "../api.ts";
import { notValid, Refusal, refusals } from "../errors.ts";
import { rfc3339 } from "../rfc3339.ts";
import { homeParams } from "./homes.ts";
import { idempotencyKey, keyOf } from "./record/changeKey.ts";

const deviceWithSecret = z
  .object({
    id: z.string(),
    homeId: z.string(),
    name: z.string(),
    kind: z.string().describe("What it is: button, fall, bed, door, motion, …"),
    room: z.string(),
    outside: z.boolean().describe("For a door: it leads outside."),
    expectedIntervalSeconds: z.number().nullable().describe("How often it sends something at least; null where that is not known."),
    registeredAt: z.iso.datetime(),
    mqtt: z.object({
      username: z.string(),
      secret: z.string().describe("Shown only in this answer; the service stores a hash of it."),
      topic: z.string().describe("The one topic that it may publish to: its readings."),
      commandTopic: z.string().describe("The one topic that it may subscribe to: commands for it."),
    }),
  })
  .meta({ id: "DeviceWithSecret" });

export function deviceRoutes(api: Api, { pool, registry }: { pool: pg.Pool; registry: Registry }): void {
  registerDevice(api, pool, registry);
  renewSecret(api, registry);
}

function registerDevice(api: Api, pool: pg.Pool, registry: Registry): void {
  api.post(
    "/homes/:id/devices",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Register a device and get its MQTT login",
        tags: ["homes"],
        params: homeParams,
        headers: idempotencyKey,
        body: newDevice,
        response: { 201: deviceWithSecret, ...refusals(400, 401, 403, 404, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      if (request.body.expectedIntervalSeconds === null && home.mode !== "test")
        throw notValid([
          { path: "expectedIntervalSeconds", message: "must be a number: in a live home staff must learn when a device falls silent" },
        ]);
      const key = keyOf(request);
      const beside: WriteBeside = (client, homeId, rowId) => noteApplied(client, key, homeId, rowId);
      const made = await makeOnce(
        pool,
        key,
        () => registry.addDevice(home.id, request.body, beside),
        // The first answer was lost, and with it the secret.
        (rowId) => registry.renewSecret(asDeviceId(rowId)),
      );
      return reply.code(201).header("cache-control", "no-store").send(answer(made));
    },
  );
}

function renewSecret(api: Api, registry: Registry): void {
  api.post(
    "/homes/:id/devices/:deviceId/secret",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Give a device a new secret",
        description: "The old secret stops working at once, and the connections that the device made with it end.",
        tags: ["homes"],
        params: homeParams.extend({ deviceId: idText.describe("The id of the device.") }),
        response: { 200: deviceWithSecret, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request, reply) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const device = registry.device(asDeviceId(request.params.deviceId));
      if (device?.homeId !== home.id) throw new Refusal("notFound", `There is no device ${request.params.deviceId} in this home.`);
      return reply.header("cache-control", "no-store").send(answer(await registry.renewSecret(device.facts.id)));
    },
  );
}

function answer({ device, secret }: { device: KnownDevice; secret: string }): z.infer<typeof deviceWithSecret> {
  const { homeId, facts, username, topic, commandTopic } = device;
  return { ...facts, homeId, registeredAt: rfc3339(facts.registeredAt), mqtt: { username, secret, topic, commandTopic } };
}
