import type { DeviceKind, ReadingValue } from "#domain/reading.ts";
import { holdsCall } from "../callWords.ts";
import type { Members } from "../tolerantJson.ts";

type Danger = "smoke" | "gas" | "co" | "flood" | "button";

/**
 * The fields by which models report a danger or a call. Some have two alarms, some a state in words. Every spelling of the 4,516 models in
 * zigbee-herdsman-converters 26.112.0 was looked at; `tests/unit/ingest/receive/families/zigbeeConverters.test.ts` has them.
 */
const kindOfField = new Map<string, Danger>([
  ["smoke", "smoke"],
  ["smoke_alarm_1", "smoke"],
  ["smoke_alarm_2", "smoke"],
  ["smoke_state", "smoke"],
  ["gas", "gas"],
  ["gas_alarm_1", "gas"],
  ["gas_alarm_2", "gas"],
  ["gas_sensor_state", "gas"],
  ["carbon_monoxide", "co"],
  ["carbon_monoxide_alarm_1", "co"],
  ["carbon_monoxide_alarm_2", "co"],
  ["co_state", "co"],
  ["water_leak", "flood"],
  ["active_water_leak", "flood"],
  ["water_leak_alarm_1", "flood"],
  ["water_leak_alarm_2", "flood"],
  ["sos", "button"],
  ["sos_alarm", "button"],
]);

export const isDangerField = (name: string): boolean => kindOfField.has(name);

/** The dangers in a state: one value a kind, and a field that says yes counts before one that says no. */
export function* dangerValues(fields: Members, kinds: readonly DeviceKind[]): Generator<ReadingValue> {
  const said = new Map<Danger, boolean>();
  for (const [name, value] of Object.entries(fields)) {
    const kind = kindOfField.get(name) ?? kindOfAlarm(name, kinds);
    const is = kind === undefined ? null : danger(name, value);
    if (kind !== undefined && is !== null) said.set(kind, is || (said.get(kind) ?? false));
  }
  for (const [kind, is] of said) yield kind === "button" ? { kind, pressed: is } : { kind, detected: is };
}

const alarmKinds: readonly Danger[] = ["smoke", "flood", "gas", "co"];
/** `alarm` and `alarm_status` are the sirens of other models: they mean what a detector is registered for. */
const kindOfAlarm = (name: string, kinds: readonly DeviceKind[]): Danger | undefined =>
  name === "alarm" || name === "alarm_status" ? alarmKinds.find((kind) => kinds.includes(kind)) : undefined;

const alarms = new Set<unknown>([true, "alarm", "ALARM", "fire"]);
const noAlarms = new Set<unknown>([false, "normal"]);
/** Words of a state that are neither alarm nor its end. */
const undecided = new Set<unknown>(["detecting", "unknown"]);

/** Null where the field says nothing. A word instead of a boolean counts as danger, except one that denies it. */
function danger(field: string, value: unknown): boolean | null {
  if (value === undefined || value === null || value === "" || typeof value === "symbol") return null;
  if (field.startsWith("alarm")) return alarms.has(value) ? true : noAlarms.has(value) ? false : null;
  // Three models count the gas of a meter or its concentration under this name.
  if (field === "gas" && typeof value === "number") return null;
  if (field.endsWith("_state") && undecided.has(value)) return null;
  return holdsCall({ name: field, value });
}
