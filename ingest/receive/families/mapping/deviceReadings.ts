import { type DeviceKind, isLifeSafety, lifeSafetyKinds, type ReportedValue, raisesConcern } from "#domain/reading.ts";
import type { GatewayNews, GatewayReading, GatewayResult, RegisteredModel } from "../gatewayFamily.ts";
import type { Meaning } from "./meaning.ts";
import type { Model } from "./model.ts";
import type { Field } from "./payloadText.ts";
import { decodedOf, type Report, withDeviceFields } from "./report.ts";
import { isUnclear, wellKnownMeaning } from "./wellKnown.ts";

/** What one message says of one device. */
export interface DeviceMessage {
  externalId: string;
  registered: RegisteredModel | undefined;
  /** From the family's table; undefined where the table does not have it. */
  model: Model | undefined;
  fields: readonly Field[];
  report: Report;
  reportId: string | null;
  /** Whether a value of a kind is news each time, or only where it changes. */
  typeOf: (kind: DeviceKind) => GatewayReading["type"];
}

/** `doubt`: a field that may say that help is wanted and cannot be read; null where there is none, or the message asks for help anyway. */
export interface DeviceReadings {
  readings: readonly GatewayReading[];
  doubt: string | null;
}

/**
 * Reads the fields of one message: by the model's own fields, else by well-known names. A device reports what it is registered for, and a
 * danger always, for which it need not be registered. A message that says none of this is a heartbeat.
 *
 * Example: a door sensor sends `{"contact":false,"temperature":19,"smoke":true}`. It gives "door open" and "smoke"; the temperature is not
 * among its kinds.
 */
export function readDevice(message: DeviceMessage): DeviceReadings {
  const { registered, model, fields, externalId, reportId, typeOf } = message;
  const kinds = registered?.kinds ?? [];
  const said = new Map<DeviceKind, ReportedValue>();
  const unread = new Map<DeviceKind, string>();
  for (const field of fields)
    for (const meaning of meaningsOf(field, model, kinds)) {
      const { kind } = meaning;
      const value = meaning.read(field.value);
      if (value === null && (kinds.includes(kind) || (kind === "button" && !isUnclear(field.name)))) unread.set(kind, field.path);
      if (value) said.set(kind, worse(said.get(kind), value));
    }
  const values = [...said.values()].filter((value) => kinds.includes(value.kind) || isLifeSafety(value));
  const report = withDeviceFields(message.report, fields, model?.batteryIsVolts ?? false);
  const readings = (values.length > 0 ? values : [heartbeat]).map((value): GatewayReading => {
    const isCompared = kinds.includes(value.kind) && value.kind !== "heartbeat";
    return { externalId, type: isCompared ? typeOf(value.kind) : "event", decoded: decodedOf(value, report), reportId };
  });
  const doubts = [...unread].filter(([kind]) => lifeSafetyKinds.has(kind) && !said.has(kind)).map(([, path]) => path);
  return { readings, doubt: values.some(isLifeSafety) ? null : (doubts[0] ?? null) };
}

/** What a message says of several devices. A doubt about one of them gives way to a call of another, which rings at once. */
export function readDevices(messages: readonly DeviceMessage[]): {
  readings: readonly GatewayReading[];
  doubt: { externalId: string; path: string } | null;
} {
  const read = messages.map((message) => ({ externalId: message.externalId, ...readDevice(message) }));
  const readings = read.flatMap((one) => one.readings);
  const doubtful = readings.some(({ decoded }) => isLifeSafety(decoded.value)) ? undefined : read.find(({ doubt }) => doubt !== null);
  return { readings, doubt: doubtful === undefined ? null : { externalId: doubtful.externalId, path: doubtful.doubt ?? "" } };
}

const heartbeat: ReportedValue = { kind: "heartbeat" };

function meaningsOf({ path, name }: Field, model: Model | undefined, kinds: readonly DeviceKind[]): readonly Meaning[] {
  const own = model?.fields.get(path) ?? model?.fields.get(name) ?? [];
  const relevant = own.filter(({ kind }) => kinds.includes(kind) || lifeSafetyKinds.has(kind));
  if (relevant.length > 0) return relevant;
  const wellKnown = wellKnownMeaning(name, kinds);
  return wellKnown === undefined ? [] : [wellKnown];
}

/** Of two values of one kind in one message the one that asks for help, else the one that is a reason for concern, else the first. */
function worse(first: ReportedValue | undefined, second: ReportedValue): ReportedValue {
  if (first === undefined) return second;
  if (isLifeSafety(first) !== isLifeSafety(second)) return isLifeSafety(first) ? first : second;
  return !raisesConcern(first) && raisesConcern(second) ? second : first;
}

export const noNews: GatewayNews = { readings: [], offers: [], presence: [], gatewayOnline: null, counters: [] };

export const heartbeatOf = (externalId: string, report: Report, reportId: string | null): GatewayReading => ({
  externalId,
  type: "event",
  decoded: decodedOf(heartbeat, report),
  reportId,
});

/**
 * The result of a message that was read, unless its text names a danger (`namesDanger`) that none of the readings has: an object may hold a
 * name twice, and the last one counts (`"smoke":true,"smoke":false`). Then the message is treated as a call.
 */
export function unlessContradicted(isDanger: boolean, externalId: string, news: GatewayNews): GatewayResult {
  if (!isDanger || news.readings.some(({ decoded }) => isLifeSafety(decoded.value))) return { ok: true, news };
  return { ok: false, reason: "contradicts itself: a danger and its denial in one message", externalId, call: true };
}
