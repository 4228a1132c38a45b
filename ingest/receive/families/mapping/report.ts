import type { ReadingField, ReadingValue } from "#domain/reading.ts";
import type { Decoded } from "../family.ts";
import type { Field } from "./payloadText.ts";

/** What a message says beside its values: the same for every reading that comes of it. */
export type Report = Omit<Decoded, "value">;

export const emptyReport: Report = {
  at: null,
  seq: null,
  boot: null,
  battery: null,
  signal: null,
  tamper: null,
  mains: null,
  historical: false,
  unreadable: [],
  sentAt: null,
};

export const decodedOf = (value: ReadingValue, report: Report): Decoded => ({ value, ...report });

/**
 * Reads one field of a report. One that is there and cannot be read counts as left out, and is named in `unreadable`
 * (docs/guarantees.md, 6).
 */
export function withField<Name extends ReadingField>(
  report: Report,
  name: Name,
  written: unknown,
  reader: (written: unknown) => Report[Name],
): Report {
  if (written === undefined || written === null || report[name] !== null) return report;
  const value = reader(written);
  return value === null ? { ...report, unreadable: [...new Set([...report.unreadable, name])] } : { ...report, [name]: value };
}

/** Null for what makers write for "unknown": 255 percent, 127 dBm. Rounded as the database stores it. */
const within = (least: number, most: number, written: unknown): number | null => {
  const number = typeof written === "string" && /^-?\d+(\.\d+)?\s*%?$/.test(written) ? Number.parseFloat(written) : written;
  return typeof number === "number" && number >= least && number <= most ? Math.fround(number) : null;
};
/** Percent. */
export const percent = (written: unknown): number | null => within(0, 100, written);
/** dBm. A radio that reports 0 or more reports something else. */
export const dbm = (written: unknown): number | null => within(-200, -1, written);

/**
 * The percentage in place of a device's own "battery low", where it gives no level: below the default limit of 15 % of the rule
 * `deviceHealth`, so that the battery gets on the list of those to be changed.
 */
export const lowBatteryPercent = 5;

const levelNames = new Set(["battery", "batterylevel", "batterypercent", "batterypercentage", "battpercent", "batt", "bat"]);
const lowNames = new Set(["batterylow", "lowbattery", "batterylowstatus"]);
const tamperNames = new Set(["tamper", "tamperstatus", "tampered", "tamperalarm"]);
const opened = new Set<unknown>([true, 1, "uninstalled", "tampered", "open", "true", "on"]);
const closed = new Set<unknown>([false, 0, "installed", "normal", "ok", "closed", "false", "off"]);

export const plainName = (name: string): string => name.replaceAll(/[_\s-]/g, "").toLowerCase();
const lower = (value: unknown): unknown => (typeof value === "string" ? value.trim().toLowerCase() : value);

/** Adds battery and case contact, as devices of every family name them. `batteryIsVolts`: this model's `battery` is no percentage. */
export function withDeviceFields(report: Report, fields: readonly Field[], batteryIsVolts: boolean): Report {
  let known = report;
  let isLow = false;
  for (const { name, value } of fields) {
    if (typeof value === "object") continue;
    const plain = plainName(name);
    if (levelNames.has(plain) && !batteryIsVolts) known = withField(known, "battery", value, percent);
    if (lowNames.has(plain) && opened.has(lower(value))) isLow = true;
    if (tamperNames.has(plain))
      known = withField(known, "tamper", value, (written) =>
        opened.has(lower(written)) ? true : closed.has(lower(written)) ? false : null,
      );
  }
  return isLow && known.battery === null ? { ...known, battery: lowBatteryPercent } : known;
}
