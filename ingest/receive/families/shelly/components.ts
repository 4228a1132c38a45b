import type { DeviceKind } from "#domain/reading.ts";
import { readDeviceTime } from "../deviceTime.ts";
import type { Field, Json } from "../mapping/payloadText.ts";
import { objectIn } from "../mapping/payloadText.ts";
import { dbm, percent, type Report, withField } from "../mapping/report.ts";
import { nameForState } from "../mapping/wellKnown.ts";

/** `bthomesensor:200` is of the type `bthomesensor`. */
export const typeOf = (component: string): string => component.split(":")[0] ?? component;

/** Components that may be sensors or buttons by themselves, beside the Shelly that they are connected to. */
export const separate = new Set(["input", "presencezone", "bthomesensor", "bthomedevice"]);
/** Devices of their own, which the Shelly only hears by radio. */
export const isRadioDevice = (component: string): boolean => typeOf(component).startsWith("bthome");

/** The values of one component under their well-known names. What an input or a radio sensor means, only the registration tells. */
export function fieldsOfComponent(component: string, status: Json, kinds: readonly DeviceKind[]): readonly Field[] {
  const field = (name: string | undefined, value: unknown): readonly Field[] =>
    name === undefined || value === undefined ? [] : [{ path: component, name, value }];
  switch (typeOf(component)) {
    case "smoke":
      return field("smoke", status.alarm);
    case "flood":
      return field("flood", status.alarm);
    case "presencezone":
      return field("motion", status.value);
    case "temperature":
      return field("temperature", status.tC);
    case "input":
      return field(nameForState(kinds), status.state);
    case "bthomesensor":
      return typeof status.value === "number" && kinds.includes("temperature")
        ? field("temperature", status.value)
        : field(nameForState(kinds), status.value);
    default:
      return [];
  }
}

/** Adds what a component says of the device itself: battery, radio, and for radio devices when they were last heard. */
export function withComponent(report: Report, component: string, status: Json): Report {
  switch (typeOf(component)) {
    case "devicepower": {
      const powered = withField(report, "battery", objectIn(status, "battery")?.percent, percent);
      return objectIn(status, "external")?.present === true ? { ...powered, mains: true } : powered;
    }
    case "wifi":
      return withField(report, "signal", status.rssi, dbm);
    case "bthomedevice":
      return withField(withField(report, "battery", status.battery, percent), "signal", status.rssi, dbm);
    default:
      return report;
  }
}

/** When a radio device was heard, if the component tells; else when the Shelly sent the message. */
export const heardAt = (status: Json, sentAt: unknown): unknown =>
  readDeviceTime(status.last_updated_ts) === null ? sentAt : status.last_updated_ts;

/** Events that are no press: half of one, or of the Shelly itself. */
const silent = /^(?:btn_up|btn_down|config_changed|analog_|new_objects|ota|sleep|measurement|paired|unpaired|discover|scheduled)/;

/** The values of one event: an alarm, or a press of a component that is registered as a button. */
export function fieldsOfEvent(component: string, event: string, kinds: readonly DeviceKind[]): readonly Field[] {
  const type = typeOf(component);
  if (type === "smoke" || type === "flood") {
    if (!/alarm/i.test(event) || /test|mute/i.test(event)) return [];
    return [{ path: component, name: type, value: !/off|clear|end/i.test(event) }];
  }
  if (!separate.has(type) || !kinds.includes("button") || silent.test(event)) return [];
  return [{ path: component, name: "press", value: event }];
}
