import type { DeviceStatus } from "#domain/deviceStatus.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { RuleDescription } from "../ruleDescriptions.ts";

const unseen: Partial<Record<DeviceStatus, string>> = { offline: "offline", never: "never heard" };

/** In words: "no bed sensor", "Bed sensor, Bedroom: offline". A rule may be blind for one thing that it needs and see less of another. */
export interface Sight {
  /** For want of any device that is heard, of those that it could go by. */
  blind: string[];
  /** Devices that are not heard, beside others that it goes by. */
  seesLess: string[];
}

/** What a rule cannot see in a home. */
export function sightOf(
  { needs }: Pick<RuleDescription, "needs">,
  home: Pick<HomeFacts, "devices" | "plan">,
  statusOf: (id: DeviceId) => DeviceStatus | undefined,
): Sight {
  const devices = [...home.devices.values()];
  const sight = needs.map(({ words, isMetBy }): Sight => {
    const fitting = devices.filter((device) => isMetBy(device, home));
    if (fitting.length === 0) return { blind: [words.replace(/^an? /, "no ")], seesLess: [] };
    const notHeard = fitting.flatMap((device) => {
      const why = unseen[statusOf(device.id) ?? "never"];
      return why === undefined ? [] : [`${deviceLabel(device)}: ${why}`];
    });
    return notHeard.length === fitting.length ? { blind: notHeard, seesLess: [] } : { blind: [], seesLess: notHeard };
  });
  return { blind: unique(sight.flatMap(({ blind }) => blind)), seesLess: unique(sight.flatMap(({ seesLess }) => seesLess)) };
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];
