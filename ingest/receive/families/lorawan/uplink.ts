import { lifeSafetyKinds } from "#domain/reading.ts";
import { readDeviceTime } from "../deviceTime.ts";
import type { GatewayReading, RegisteredModel } from "../gatewayFamily.ts";
import { readDevice } from "../mapping/deviceReadings.ts";
import { asObject, type Field, fieldsOf, type Json, listIn } from "../mapping/payloadText.ts";
import { emptyReport, type Report, withField } from "../mapping/report.ts";
import { type LorawanModel, lorawanModel } from "./models.ts";

/** One uplink as a network server gives it, after the codec. */
export interface Uplink {
  externalId: string;
  registered: RegisteredModel | undefined;
  /** What the network server knows about the model, for a device of which staff gave none. */
  profile: string | null;
  port: number | null;
  /** What the codec gave. */
  object: Json;
  report: Report;
  reportId: string | null;
}

/** What happened earlier, and what was configured. Values in them are not what is so now. */
const notNow = new Set([
  ...["history", "DATALOG", "datalog", "settings", "config", "alarm_config", "leakage_alarm_config", "fall_detection_settings"],
  ...["trigger_digital_output_config", "confirm_fall_alarm", "device_response_result", "d2d_master_config", "d2d_slave_config"],
]);

/**
 * The readings of one uplink. A danger counts each time that it is reported: devices repeat themselves after hours, a network may lose the
 * message that ends it, and the next danger must not look like the same one. Other values count where they change.
 *
 * `history` holds what the device buffered while it had no network. Example: `{"history":[{"leakage_status":"leak","timestamp":1665561758}]}`
 * is a flood that happened at that time and arrives late.
 */
export function readUplink(uplink: Uplink): { readings: readonly GatewayReading[]; doubt: string | null } {
  const { externalId, registered, profile, port, report, reportId } = uplink;
  const model = lorawanModel(registered?.model ?? null) ?? lorawanModel(profile);
  const object = model?.prepare(uplink.object) ?? uplink.object;
  const fields = fieldsOf(object, notNow);
  const common = {
    externalId,
    registered,
    model,
    typeOf: (kind: string) => (lifeSafetyKinds.has(kind) ? ("event" as const) : ("level" as const)),
  };
  const now = readDevice({ ...common, fields: [...fields, ...leftOut(fields, model, port)], report, reportId });
  const earlier = listIn(object, "history").flatMap((one) => {
    const record = asObject(one);
    if (record === null) return [];
    const dated = withField({ ...emptyReport, historical: true }, "at", record.timestamp, readDeviceTime);
    const { readings, doubt } = readDevice({ ...common, typeOf: () => "event", fields: fieldsOf(record), report: dated, reportId: null });
    // The network server's copies of one uplink differ in nothing here, and the reading's own time makes them one.
    return { readings: readings.filter(({ decoded }) => decoded.value.kind !== "heartbeat"), doubt };
  });
  const readings = [...now.readings, ...earlier.flatMap((one) => one.readings)];
  const doubt = now.doubt ?? earlier.find((one) => one.doubt !== null)?.doubt ?? null;
  return { readings, doubt };
}

/** What this model always reports on this port, and does not: `false`, which converters omit. */
function leftOut(fields: readonly Field[], model: LorawanModel | undefined, port: number | null): readonly Field[] {
  const missing = model?.always.get(port ?? -1)?.filter((name) => !fields.some((field) => field.name === name)) ?? [];
  return missing
    .filter((name) => !model?.fields.get(name)?.some(({ kind }) => lifeSafetyKinds.has(kind)))
    .map((name) => ({ path: name, name, value: false }));
}

/** A counter that is 0 is omitted. */
export const counterOf = (written: unknown): number | null =>
  written === undefined ? 0 : Number.isSafeInteger(written) && (written as number) >= 0 ? (written as number) : null;

/** The strongest of the gateways that heard the device, in dBm. */
export function strongest(receptions: readonly unknown[]): number | null {
  const all = receptions
    .map((one) => asObject(one)?.rssi)
    .filter((rssi): rssi is number => typeof rssi === "number" && rssi < 0 && rssi >= -200);
  return all.length === 0 ? null : Math.max(...all);
}
