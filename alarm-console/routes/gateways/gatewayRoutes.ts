import { z } from "zod";
import { idText } from "#domain/ids.ts";
import { asGatewayId, newGateway } from "#domain/record/gatewayFields.ts";
import type { KnownGateway } from "#homes/gateways/gateways.ts";
import type { Registry } from "#homes/registry.ts";
import { mostUnknownPerGateway } from "#ingest/gateways/writeReports.ts";
import { familyNamed, gatewayFamilies, topicsOf } from "#ingest/receive/families/catalogue.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";
import { homeParams } from "../homes.ts";

const gatewayFields = {
  id: z.string(),
  homeId: z.string(),
  family: z.string(),
  name: z.string(),
  baseTopic: z.string(),
  topics: z.array(z.string()).describe("The topics that it may publish to; + is one level, # are all below."),
  registeredAt: z.iso.datetime(),
  lastHeardAt: z.iso.datetime().nullable().describe("When its last message arrived; null before the first."),
  online: z.boolean().nullable().describe("As the gateway said last; null: it never said."),
  notListed: z.number().int().describe("How many devices it offers beyond those that the list of unknown devices can hold."),
};
const gatewayView = z.object(gatewayFields).meta({ id: "Gateway" });
const gatewayWithSecret = z
  .object({
    ...gatewayFields,
    mqtt: z.object({ username: z.string(), secret: z.string().describe("Shown only in this answer; the service stores a hash of it.") }),
  })
  .meta({ id: "GatewayWithSecret" });
const familyView = z
  .object({ name: z.string(), title: z.string(), defaultBaseTopic: z.string().describe("Empty where it has none.") })
  .meta({ id: "GatewayFamily" });

export const gatewayParams = homeParams.extend({ gatewayId: idText.describe("The id of the gateway.") });

export function gatewayRoutes(api: Api, registry: Registry): void {
  listFamilies(api);
  registerGateway(api, registry);
  listGateways(api, registry);
  changeGateway(api, registry);
}

function listFamilies(api: Api): void {
  const schema = {
    summary: "List the makes of gateways that Link Line understands",
    tags: ["homes"],
    response: { 200: z.object({ items: z.array(familyView) }), ...refusals(401, 403) },
  };
  api.get("/gateway-families", { config: { needs: "seeHomes" }, schema }, async () => ({
    items: gatewayFamilies.map(({ name, title, defaultBaseTopic }) => ({ name, title, defaultBaseTopic })),
  }));
}

function registerGateway(api: Api, registry: Registry): void {
  api.post(
    "/homes/:id/gateways",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Register a gateway and get its MQTT login",
        description: "A gateway speaks for devices of its home and for no other. Then register the devices behind it with `gatewayId`.",
        tags: ["homes"],
        params: homeParams,
        body: newGateway,
        response: { 201: gatewayWithSecret, ...refusals(400, 401, 403, 404, 413, 422, 503) },
      },
    },
    async (request, reply) => {
      const home = touchableHome(registry, request.caller, request.params.id);
      const family = familyNamed(request.body.family);
      if (family === undefined)
        throw notValid([{ path: "family", message: `must be one of ${gatewayFamilies.map(({ name }) => name).join(", ")}` }]);
      if (request.body.baseTopic === "" && family.defaultBaseTopic !== "")
        throw notValid([
          {
            path: "baseTopic",
            message: `must not be empty: leave it out for ${family.defaultBaseTopic}, or write the one of its settings`,
          },
        ]);
      const made = await registry.gateways.add(home.id, { baseTopic: family.defaultBaseTopic, ...request.body });
      return reply
        .code(201)
        .header("cache-control", "no-store")
        .send(withSecret(registry, made.gateway, made.secret));
    },
  );
}

function listGateways(api: Api, registry: Registry): void {
  const schema = {
    summary: "List the gateways of a home",
    tags: ["homes"],
    params: homeParams,
    response: { 200: z.object({ items: z.array(gatewayView) }), ...refusals(401, 403, 404, 422) },
  };
  api.get("/homes/:id/gateways", { config: { needs: "seeHomes" }, schema }, async ({ caller, params }) => {
    const home = touchableHome(registry, caller, params.id);
    return { items: registry.gateways.of(home.id).map((gateway) => viewOf(registry, gateway)) };
  });
}

function changeGateway(api: Api, registry: Registry): void {
  api.post(
    "/homes/:id/gateways/:gatewayId/secret",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Give a gateway a new secret",
        description: "The old secret stops working at once, and the connections that the gateway made with it end.",
        tags: ["homes"],
        params: gatewayParams,
        response: { 200: gatewayWithSecret, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }, reply) => {
      const gateway = gatewayOf(registry, touchableHome(registry, caller, params.id).id, params.gatewayId);
      const secret = await registry.gateways.renewSecret(gateway);
      return reply.header("cache-control", "no-store").send(withSecret(registry, gateway, secret));
    },
  );
  api.delete(
    "/homes/:id/gateways/:gatewayId",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "End a gateway",
        description: "Its login ends at once. The devices behind it stay registered and fall silent until they are taken out.",
        tags: ["homes"],
        params: gatewayParams,
        response: { 200: gatewayView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ caller, params }) => {
      const gateway = gatewayOf(registry, touchableHome(registry, caller, params.id).id, params.gatewayId);
      const view = viewOf(registry, gateway);
      await registry.gateways.end(gateway);
      return view;
    },
  );
}

function gatewayOf(registry: Registry, homeId: string, id: string): KnownGateway {
  const gateway = registry.gateways.get(asGatewayId(id));
  if (gateway?.homeId !== homeId) throw new Refusal("notFound", `There is no gateway ${id} in this home.`);
  return gateway;
}

function viewOf(registry: Registry, gateway: KnownGateway): z.infer<typeof gatewayView> {
  const { id, homeId, family, name, baseTopic, registeredAt } = gateway;
  const { lastHeardAt, online, offered } = registry.gateways.heard(id);
  const notListed = Math.max(0, (offered ?? 0) - mostUnknownPerGateway);
  const times = { registeredAt: rfc3339(registeredAt), lastHeardAt: rfc3339OrNull(lastHeardAt) };
  return { id, homeId, family, name, baseTopic, topics: topicsOf(gateway), ...times, online, notListed };
}

const withSecret = (registry: Registry, gateway: KnownGateway, secret: string): z.infer<typeof gatewayWithSecret> => ({
  ...viewOf(registry, gateway),
  mqtt: { username: gateway.username, secret },
});
