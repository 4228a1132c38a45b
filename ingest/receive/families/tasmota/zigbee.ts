import type { ModelOf, RegisteredModel } from "../gatewayFamily.ts";
import { asObject, type Field, fieldsOf, type Json, objectIn, textIn } from "../mapping/payloadText.ts";
import { nameForState } from "../mapping/wellKnown.ts";
import type { Part } from "./inputs.ts";

/**
 * The devices of a Zigbee bridge in a message: `{"ZbReceived":{"0x1A2B":{"Device":"0x1A2B","Name":"Front door","Contact":1}}}`, or without
 * the outer name (`SetOption119`). The short address changes when a device joins again, so the name given with `ZbName` counts first.
 */
export function zigbeeParts(members: Json, modelOf: ModelOf): readonly Part[] {
  const received = objectIn(members, "ZbReceived");
  if (received === null) return [];
  const devices = typeof received.Device === "string" ? [["", received] as const] : Object.entries(received);
  return devices.flatMap(([key, written]) => {
    const device = asObject(written);
    if (device === null) return [];
    const names = [textIn(device, "Name")?.trim(), key, textIn(device, "Device"), textIn(device, "IEEEAddr")].filter(
      (name) => !!name,
    ) as string[];
    const externalId = names.find((name) => modelOf(name) !== undefined) ?? names[0];
    if (externalId === undefined) return [];
    const registered = modelOf(externalId);
    return [{ externalId, registered, fields: zigbeeFields(device, registered), isEvent: true }];
  });
}

/** Names whose meaning differs from that in other families: of a contact, 1 is open. */
const names = new Map([
  ["Contact", "door"],
  ["Movement", "motion"],
  ["PersonalAlarm", "sos"],
]);
/** Commands of the cluster of alarm keypads and buttons (IAS ACE). */
const aceCalls = new Map([
  ["0501!02", "sos"],
  ["0501!03", "fire"],
  ["0501!04", "panic"],
]);
/** Commands of switches, dimmers, scenes and lamps: a button sends them when it is pressed. */
const pressCommand = /^(?:0005|0006|0008|0300)!/;

function zigbeeFields(device: Json, registered: RegisteredModel | undefined): readonly Field[] {
  const kinds = registered?.kinds ?? [];
  const fields = fieldsOf(device).map((field) => ({ ...field, name: names.get(field.name) ?? field.name }));
  for (const path of Object.keys(device)) {
    const call = aceCalls.get(path);
    if (call !== undefined) fields.push({ path, name: call, value: true });
    if (pressCommand.test(path) && kinds.includes("button")) fields.push({ path, name: "press", value: "command" });
  }
  return [...fields, ...zoneFields(device, kinds)];
}

/** The status of an alarm zone: bits 0 and 1 are its alarms, bit 2 the case contact, bit 3 the battery. */
function zoneFields(device: Json, kinds: RegisteredModel["kinds"]): readonly Field[] {
  const path = "ZoneStatusChange" in device ? "ZoneStatusChange" : "ZoneStatus";
  const bits = device[path];
  if (typeof bits !== "number" || !Number.isInteger(bits)) return [];
  const state = nameForState(kinds);
  return [
    ...(state === undefined ? [] : [{ path, name: state, value: (bits & 3) !== 0 }]),
    { path, name: "tamper", value: (bits & 4) !== 0 },
    { path, name: "battery_low", value: (bits & 8) !== 0 },
  ];
}

/** A call by a keypad or button, also where the rest of the message is cut off. */
export const zigbeeCall = /"0501!0[234]"/;
