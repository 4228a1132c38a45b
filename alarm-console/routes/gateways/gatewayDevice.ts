import pg from "pg";
import type { HomeFacts } from "#domain/home.ts";
import { asGatewayId, type NewDeviceOfAnyWay } from "#domain/record/gatewayFields.ts";
import { mayTouch } from "#domain/role.ts";
import { claimOf } from "#homes/gateways/claims.ts";
import type { KnownGateway } from "#homes/gateways/gateways.ts";
import type { WriteBeside } from "#homes/homeChange.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { Registry } from "#homes/registry.ts";
import { familyNamed } from "#ingest/receive/families/catalogue.ts";
import type { Caller } from "../../access/caller.ts";
import { notValid, Refusal } from "../../errors.ts";

const forget = `DELETE FROM unknown_device WHERE gateway_id = $1 AND external_id = $2`;

interface Needs {
  pool: pg.Pool;
  registry: Registry;
  /** Written in the same transaction. */
  beside?: WriteBeside;
}

/**
 * Registers a device behind a gateway of the home. `notes`: what staff should know about it. Throws a Refusal where the gateway is not one of
 * the home, or where another device has the name already.
 */
export async function registerBehindGateway(
  needs: Needs,
  caller: Caller,
  home: HomeFacts,
  { gatewayId, externalId, ...given }: NewDeviceOfAnyWay,
): Promise<{ device: KnownDevice; notes: string[] }> {
  const gateway = needs.registry.gateways.get(asGatewayId(gatewayId ?? ""));
  if (gateway?.homeId !== home.id) throw notValid([{ path: "gatewayId", message: "this home has no such gateway" }]);
  if (externalId === undefined) throw notValid([{ path: "externalId", message: "write the device's name at the gateway" }]);
  const registered = await needs.registry.gateways.claims.during(gateway.id, externalId, () =>
    registerClaimed(needs, caller, home, { ...given, gateway, externalId }),
  );
  if (registered === null) throw new Refusal("exists", "Another person is registering this device at this moment. Look at the list again.");
  return registered;
}

async function registerClaimed(
  { pool, registry, beside }: Needs,
  caller: Caller,
  home: HomeFacts,
  { gateway, externalId, model = "", ...given }: Omit<NewDeviceOfAnyWay, "gatewayId"> & { gateway: KnownGateway; externalId: string },
): Promise<{ device: KnownDevice; notes: string[] }> {
  refuseClaimed(registry, caller, claimOf(registry, gateway.id, externalId));
  const family = familyNamed(gateway.family);
  const byModel = family?.kindsOf(model);
  const kind = given.kind ?? byModel?.[0] ?? "heartbeat";
  const alsoReports = given.alsoReports ?? (given.kind === undefined ? byModel?.slice(1) : undefined) ?? [];
  const behind = { gatewayId: gateway.id, externalId };
  const name = given.name ?? externalId;
  try {
    const device = await registry.addDeviceBehind(
      home.id,
      { ...given, name: name.slice(0, 120), kind, alsoReports },
      { behind, model: model || null },
      beside,
    );
    await pool.query(forget, [gateway.id, externalId]);
    return { device, notes: byModel === undefined ? [unknownModel(model, family?.title ?? gateway.family, [kind, ...alsoReports])] : [] };
  } catch (error) {
    // It was registered at the same moment, past this process.
    if (error instanceof pg.DatabaseError && error.constraint === "device_behind_gateway") throw alreadyClaimed(null);
    throw error;
  }
}

function unknownModel(model: string, family: string, kinds: readonly string[]): string {
  const usable = kinds.filter((kind) => kind !== "heartbeat");
  const what = model === "" ? "Its model is not known" : `The model ${model} is not in the catalogue of ${family}`;
  if (usable.length === 0)
    return `${what}. The rules can use none of its readings and see only that it works: register it for what it reports, such as door.`;
  return `${what}. The rules use what it reports as ${usable.join(" and ")}, and nothing else.`;
}

/** Names the home only to those who may see it. */
function refuseClaimed(registry: Registry, caller: Caller, device: KnownDevice | null): void {
  if (device === null) return;
  const home = registry.home(device.homeId);
  const mayKnow = home !== undefined && mayTouch(caller.role, home.mode);
  throw alreadyClaimed(mayKnow ? { homeId: home.id, homeName: home.name, deviceId: device.facts.id, deviceName: device.facts.name } : null);
}

const alreadyClaimed = (where: { homeId: string; homeName: string; deviceId: string; deviceName: string } | null): Refusal =>
  new Refusal(
    "exists",
    where === null
      ? "Another device is registered with this name already. Take that one out first."
      : `It is registered already as ${where.deviceName} in ${where.homeName}. Take it out there first.`,
    where,
  );
