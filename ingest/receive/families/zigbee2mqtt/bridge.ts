import { z } from "zod";
import type { DeviceKind } from "#domain/reading.ts";
import type { OfferedDevice } from "../gatewayFamily.ts";
import { kindsOfModel } from "./models.ts";

/** A device in the inventory. A part that cannot be read is null, so one odd device hides no other. */
const listed = z.object({
  friendly_name: z.string().min(1),
  type: z.string().nullish().catch(null),
  disabled: z.boolean().nullish().catch(null),
  model_id: z.string().nullish().catch(null),
  definition: z
    .object({
      model: z.string().nullish().catch(null),
      vendor: z.string().nullish().catch(null),
      description: z.string().nullish().catch(null),
      exposes: z.array(z.unknown()).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

/** What the fields of a model mean, where the model is not in our table. */
const kindsByField: Readonly<Record<string, DeviceKind>> = {
  contact: "door",
  occupancy: "motion",
  presence: "motion",
  smoke: "smoke",
  gas: "gas",
  carbon_monoxide: "co",
  water_leak: "flood",
  sos: "button",
  fall_down_status: "fall",
  fall_status: "fall",
};

/** A network of Zigbee has a few hundred devices. A longer list would hold up the readings of other homes. */
const mostListed = 2_000;

/** The devices of `bridge/devices`, without the coordinator; null where it is no list. `notRead`: how many more it has. */
export function readInventory(json: unknown): { offers: OfferedDevice[]; notRead: number } | null {
  if (!Array.isArray(json)) return null;
  const offers = json.slice(0, mostListed).flatMap((one): OfferedDevice[] => {
    const read = listed.safeParse(one);
    if (!read.success || read.data.type === "Coordinator" || read.data.disabled === true) return [];
    const { friendly_name: name, definition, model_id } = read.data;
    const model = definition?.model ?? model_id ?? null;
    const kinds = (model === null ? undefined : kindsOfModel(model)) ?? kindsOfFields(definition?.exposes ?? []);
    return [{ externalId: name, name, model, maker: definition?.vendor ?? null, kinds }];
  });
  return { offers, notRead: Math.max(0, json.length - mostListed) };
}

function kindsOfFields(exposes: readonly unknown[]): DeviceKind[] {
  const kinds = new Set<DeviceKind>();
  for (const one of exposes) {
    const { property } = (one ?? {}) as { property?: unknown };
    const kind = typeof property === "string" && Object.hasOwn(kindsByField, property) ? kindsByField[property] : undefined;
    if (kind !== undefined) kinds.add(kind);
  }
  return [...kinds];
}

/** `{"state":"online"}`, or the bare word of older versions; null for anything else. */
export function readOnline(text: string, json: unknown): boolean | null {
  const state = typeof json === "object" && json !== null ? (json as { state?: unknown }).state : (json ?? text.trim());
  return state === "online" ? true : state === "offline" ? false : null;
}
