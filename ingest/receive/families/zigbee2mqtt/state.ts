import { hash } from "node:crypto";
import { lifeSafetyKinds, type ReadingField, type ReadingValue } from "#domain/reading.ts";
import { readDeviceTime } from "../deviceTime.ts";
import type { Decoded } from "../family.ts";
import type { GatewayReading, RegisteredModel } from "../gatewayFamily.ts";
import { lowBatteryPercent } from "../mapping/report.ts";
import type { Members } from "../tolerantJson.ts";
import { dangerValues, isDangerField as isDanger } from "./dangers.ts";
import { meaningOf } from "./models.ts";

/** An action that is a call beyond doubt, of any device. */
const callAction = /emergency|sos|panic|mayday|fall/i;
const movementAction = /vibration|shake|tilt|drop|slide|rotate|flip|tap|knock|occup|motion|presence/i;

/** What Zigbee2MQTT says in a field of a device that is not registered: the meaning that it has in most models. */
const unregistered: RegisteredModel = { model: null, kinds: [] };

/**
 * The readings in the state of a device. Each message repeats every field that Zigbee2MQTT knows, so fields are levels; `action` alone is an
 * event, because it is never repeated. A button that reports `sos` as a state presses with each new message (`markOf`).
 *
 * Example: `{"contact":false,"battery":60}` of a door is the level "door open" with battery 60. The same of a pad SPM915 is "bed empty".
 */
export function readState(externalId: string, fields: Members, registered: RegisteredModel = unregistered): GatewayReading[] {
  const beside = readBeside(fields);
  const reading = (type: "event" | "level", value: ReadingValue): GatewayReading => ({
    ...{ externalId, type, reportId: null },
    decoded: { value, ...beside },
  });
  const values = [...fieldValues(fields, registered)];
  const readings = values.map((value): GatewayReading => {
    return { ...reading("level", value), mark: value.kind === "button" && value.pressed ? markOf(fields, beside.at) : null };
  });
  const byAction = actionValue(fields.action, registered);
  if (byAction !== null) readings.push(reading("event", byAction));
  return readings.length > 0 ? readings : [reading("event", { kind: "heartbeat" })];
}

/**
 * Equal in a copy of a message: Zigbee2MQTT sends every state again when it starts, with the `last_seen` of the last message of the device. Without
 * `last_seen` a message that is the same in all fields, its link quality among them, counts as a copy.
 */
const markOf = (fields: Members, at: number | null): string =>
  at === null ? hash("sha1", JSON.stringify(fields), "base64url").slice(0, 12) : `${at}`;

function* fieldValues(fields: Members, { model, kinds }: RegisteredModel): Generator<ReadingValue> {
  for (const field of ["contact", "garage_door_contact", "contact_alarm_1", "occupancy", "presence", "vibration"]) {
    const value = fields[field];
    if (typeof value !== "boolean") continue;
    const meaning = meaningOf(model, kinds, field);
    if (meaning === "bedWhenClosed" || meaning === "bedWhenOccupied") yield { kind: "bed", occupied: value };
    else if (meaning === "chairWhenOccupied") yield { kind: "chair", occupied: value };
    else if (field.includes("contact")) yield { kind: "door", open: !value };
    else if (field !== "vibration" || kinds.includes("motion")) yield { kind: "motion", detected: value };
  }
  if (meaningOf(model, kinds, "pressure_state") === "bedByPressure" && typeof fields.pressure_state === "string")
    yield { kind: "bed", occupied: fields.pressure_state !== "none" };
  yield* dangerValues(fields, kinds);
  yield* postures(fields);
  const { temperature } = fields;
  if (typeof temperature === "number") yield { kind: "temperature", celsius: temperature };
}

const otherDangerFields = new Set(["action", "fall_down_status", "fall_status"]);
export const isDangerField = (name: string): boolean => isDanger(name) || otherDangerFields.has(name);

const falls = new Map<unknown, "fallen" | "suspected" | "cancelled">([
  ["none", "cancelled"],
  ["normal", "cancelled"],
  ["maybe_fall", "suspected"],
  ["fall_warning", "suspected"],
  ["fall", "fallen"],
  ["fall_alarm", "fallen"],
]);

const positions = new Set<unknown>(["occupied", "sitting", "on_the_bed", "low_posture", "falling"]);

/** Radars: Tuya says `fall_down_status`, Heiman `fall_status`, OWON `status`. `unknown` says nothing. */
function* postures({ fall_down_status, fall_status, status }: Members): Generator<ReadingValue> {
  const fall = falls.get(fall_down_status) ?? falls.get(fall_status);
  if (fall !== undefined) yield { kind: "fall", state: fall };
  if (status !== "unoccupied" && !positions.has(status)) return;
  yield { kind: "motion", detected: status !== "unoccupied" };
  yield { kind: "fall", state: status === "falling" ? "fallen" : "cancelled" };
}

/** `null` and an empty text are no action: Zigbee2MQTT sends them when a device announces itself, and after each action. */
function actionValue(action: unknown, { kinds }: RegisteredModel): ReadingValue | null {
  if (typeof action !== "string" || action.trim() === "") return null;
  if (callAction.test(action)) return { kind: "button", pressed: true };
  // Any action of a button that is registered as a pendant is a press: doubt raises.
  if (kinds.includes("button")) return { kind: "button", pressed: true };
  return kinds.includes("motion") && movementAction.test(action) ? { kind: "motion", detected: true } : null;
}

function readBeside(fields: Members): Omit<Decoded, "value"> {
  const unreadable: ReadingField[] = [];
  const { last_seen: seen, battery, battery_low: isLow, tamper } = fields;
  const at = seen === undefined || seen === null ? null : readDeviceTime(seen);
  if (at === null && seen !== undefined && seen !== null) unreadable.push("at");
  return {
    at,
    ...{ seq: null, boot: null, mains: null, historical: false, sentAt: null, unreadable },
    battery: percent(battery) ?? (isLow === true ? lowBatteryPercent : null),
    // `linkquality` counts from 0 to 255 in the way of each radio chip, and is no dBm.
    signal: null,
    tamper: typeof tamper === "boolean" ? tamper : null,
  };
}

const percent = (value: unknown): number | null => (typeof value === "number" && value >= 0 && value <= 100 ? Math.fround(value) : null);

const namedCall =
  /"(?:sos|smoke|gas|carbon_monoxide|(?:active_)?water_leak)(?:_alarm(?:_[12])?)?"\s*:\s*(?:true|1|"(?!false|off|0|no))|emergency|"(?:maybe_)?fall(?:ing|_alarm|_warning)?"/i;

/** Whether a state that cannot be read may be a call: it names one, or the device exists for calls. */
export const mayHoldCall = (text: string, kinds: readonly string[]): boolean =>
  namedCall.test(text) || kinds.some((kind) => lifeSafetyKinds.has(kind));
