import type pg from "pg";
import { z } from "zod";
import type { HomeFacts } from "#domain/home.ts";
import { asDeviceId, idText } from "#domain/ids.ts";
import { newDeviceOfAnyWay } from "#domain/record/gatewayFields.ts";
import type { WriteBeside } from "#homes/homeChange.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import { makeOnce, noteApplied } from "#homes/record/appliedChange.ts";
import type { Registry } from "#homes/registry.ts";
import { touchableHome } from "../access/touchableHome.ts";
import type { Api } from "../api.ts";
import { notValid, Refusal, refusals } from "../errors.ts";
import { rfc3339 } from "../rfc3339.ts";
import { registerBehindGateway } from "./gateways/gatewayDevice.ts";
import { homeParams } from "./homes.ts";
import { idempotencyKey, keyOf } from "./record/changeKey.ts";

const deviceFields = {
  id: z.string(),
  homeId: z.string(),
  name: z.string(),
  kind: z.string().describe("What it is: button, fall, bed, door, motion, …"),
  alsoReports: z.array(z.string()).describe("Further kinds that it may report."),
  room: z.string(),
  outside: z.boolean().describe("For a door: it leads outside."),
  expectedIntervalSeconds: z.number().nullable().describe("How often it sends something at least; null where that is not known."),
  registeredAt: z.iso.datetime(),
};
const login = z.object({
  username: z.string(),
  secret: z.string().describe("Shown only in this answer; the service stores a hash of it."),
  topic: z.string().describe("The one topic that it may publish to: its readings."),
  commandTopic: z.string().describe("The one topic that it may subscribe to: commands for it."),
});
const deviceWithSecret = z.object({ ...deviceFields, mqtt: login }).meta({ id: "DeviceWithSecret" });
export const deviceAnswer = z
  .object({
    ...deviceFields,
    mqtt: login.nullable().describe("Null for a device behind a gateway."),
    gatewayId: z.string().nullable(),
    externalId: z.string().nullable(),
    model: z.string().nullable(),
    notes: z.array(z.string()).describe("What staff should know: such as readings that the rules cannot use."),
  })
  .meta({ id: "RegisteredDevice" });

interface DeviceRouteNeeds {
  pool: pg.Pool;
  registry: Registry;
}

export function deviceRoutes(api: Api, needs: DeviceRouteNeeds): void {
  registerDevice(api, needs);
  renewSecret(api, needs.registry);
}

function registerDevice(api: Api, { pool, registry }: DeviceRouteNeeds): void {
  api.post(
    "/homes/:id/devices",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Register a device and get its MQTT login",
        description:
          "A device reports only the kinds that it is registered for. With `gatewayId` and `externalId` it has no login: its gateway speaks for it, and its `model` says what it reports.",
        tags: ["homes"],
        params: homeParams,
        headers: idempotencyKey,
        body: newDeviceOfAnyWay,
        response: { 201: deviceAnswer, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const { caller, params, body } = request;
      const home = touchableHome(registry, caller, params.id);
      if (home.mode === "ended") throw new Refusal("over", "The service of this home has ended. Begin it again first.");
      refuseNoInterval(home, body);
      reply.code(201).header("cache-control", "no-store");
      const key = keyOf(request);
      const beside: WriteBeside = (client, homeId, rowId) => noteApplied(client, key, homeId, rowId);
      if (body.gatewayId !== undefined) {
        const behind = (): Promise<BehindGatewayAnswer> => registerBehindGateway({ pool, registry, beside }, caller, home, body);
        return reply.send(answerBehindGateway(await makeOnce(pool, key, behind, (id) => knownDevice(registry, id))));
      }
      if (body.externalId !== undefined)
        throw notValid([{ path: "gatewayId", message: "name the gateway at which the device has this name" }]);
      const { gatewayId: _gateway, externalId: _name, model: _model, ...device } = body;
      const made = await makeOnce(
        pool,
        key,
        () => registry.addDevice(home.id, { ...device, kind: device.kind ?? "heartbeat" }, beside),
        // The first answer was lost, and with it the secret.
        (rowId) => registry.renewSecret(asDeviceId(rowId)),
      );
      return reply.send({ ...answer(made), gatewayId: null, externalId: null, model: null, notes: [] });
    },
  );
}

/** Throws where a device of a live home has no expected interval. */
export function refuseNoInterval({ mode }: HomeFacts, { expectedIntervalSeconds }: { expectedIntervalSeconds: number | null }): void {
  if (expectedIntervalSeconds !== null || mode === "test") return;
  const message = "must be a number: in a live home staff must learn when a device falls silent";
  throw notValid([{ path: "expectedIntervalSeconds", message }]);
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
        response: { 200: deviceWithSecret, ...refusals(401, 403, 404, 409, 422, 503) },
      },
    },
    async (request, reply) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const device = registry.device(asDeviceId(request.params.deviceId));
      if (device?.homeId !== home.id) throw new Refusal("notFound", `There is no device ${request.params.deviceId} in this home.`);
      if (device.behind !== null) throw new Refusal("notOffered", "This device has no login: its gateway speaks for it.");
      return reply.header("cache-control", "no-store").send(answer(await registry.renewSecret(device.facts.id)));
    },
  );
}

interface BehindGatewayAnswer {
  device: KnownDevice;
  notes: string[];
}

function knownDevice(registry: Registry, id: string): BehindGatewayAnswer {
  const device = registry.device(asDeviceId(id));
  if (device === undefined) throw new Refusal("notFound", "This device was registered and taken out again.");
  return { device, notes: [] };
}

const fieldsOf = ({ homeId, facts }: KnownDevice): z.infer<z.ZodObject<typeof deviceFields>> => ({
  ...facts,
  alsoReports: [...(facts.alsoReports ?? [])],
  homeId,
  registeredAt: rfc3339(facts.registeredAt),
});

function answer({ device, secret }: { device: KnownDevice; secret: string }): z.infer<typeof deviceWithSecret> {
  const { username, topic, commandTopic } = device;
  return { ...fieldsOf(device), mqtt: { username, secret, topic, commandTopic } };
}

export function answerBehindGateway({ device, notes }: BehindGatewayAnswer): z.infer<typeof deviceAnswer> {
  const { gatewayId = null, externalId = null } = device.behind ?? {};
  return { ...fieldsOf(device), mqtt: null, gatewayId, externalId, model: device.model, notes };
}
