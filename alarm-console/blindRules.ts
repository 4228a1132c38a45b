import type { DeviceStatus } from "#domain/deviceStatus.ts";
import { deviceLabel } from "#domain/home.ts";
import type { RuleDescription } from "#ingest/ruleDescriptions.ts";

/** What must be known of a device to say whether a rule can see by it. */
export interface SeenDevice {
  name: string;
  kind: string;
  room: string;
  outside: boolean;
  status: DeviceStatus;
}

const unseen: Partial<Record<DeviceStatus, string>> = { offline: "offline", never: "never heard" };

/** In words: "no bed sensor", "Bed sensor, Bedroom: offline". A rule may be blind for one thing that it needs and see less of another. */
export interface Sight {
  /** For want of any device that is heard, of those that it could go by. */
  blind: string[];
  /** Devices that are not heard, beside others that it goes by. */
  seesLess: string[];
}

/** What a rule cannot see in a home with these devices. */
export function sightOf({ needs }: Pick<RuleDescription, "needs">, devices: readonly SeenDevice[]): Sight {
  const sight = needs.map(({ kinds, outside, words }): Sight => {
    const fitting = devices.filter((one) => kinds.some((kind) => kind === one.kind) && (outside !== true || one.outside));
    if (fitting.length === 0) return { blind: [words.replace(/^an? /, "no ")], seesLess: [] };
    const notHeard = fitting.flatMap((device) => {
      const why = unseen[device.status];
      return why === undefined ? [] : [`${deviceLabel(device)}: ${why}`];
    });
    return notHeard.length === fitting.length ? { blind: notHeard, seesLess: [] } : { blind: [], seesLess: notHeard };
  });
  return { blind: unique(sight.flatMap(({ blind }) => blind)), seesLess: unique(sight.flatMap(({ seesLess }) => seesLess)) };
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];
