import type { DeviceStatus } from "#domain/deviceStatus.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import type { DeviceId } from "#domain/ids.ts";
import type { RuleDescription } from "../ruleDescriptions.ts";

const silentWords: Partial<Record<DeviceStatus, string>> = { offline: "offline", never: "never heard" };

/**
 * What a rule cannot see in a home, in words: "no bed sensor", "Bed sensor, Bedroom: offline". A rule may be blind for one of its needs and
 * see less of another.
 */
export interface SensorCoverage {
  /** Needs that no device meets, and devices whose silence leaves a need unmet. The rule can't work. */
  blind: string[];
  /** Silent devices of a need that another device still meets. */
  seesLess: string[];
}

export function sensorCoverageOf(
  { needs }: Pick<RuleDescription, "needs">,
  home: Pick<HomeFacts, "devices" | "plan">,
  statusOf: (id: DeviceId) => DeviceStatus | undefined,
): SensorCoverage {
  const devices = [...home.devices.values()];
  const coverage = needs.map(({ words, isMetBy }): SensorCoverage => {
    const fitting = devices.filter((device) => isMetBy(device, home));
    if (fitting.length === 0) return { blind: [words.replace(/^an? /, "no ")], seesLess: [] };
    const silent = fitting.flatMap((device) => {
      const why = silentWords[statusOf(device.id) ?? "never"];
      return why === undefined ? [] : [`${deviceLabel(device)}: ${why}`];
    });
    return silent.length === fitting.length ? { blind: silent, seesLess: [] } : { blind: [], seesLess: silent };
  });
  return { blind: unique(coverage.flatMap(({ blind }) => blind)), seesLess: unique(coverage.flatMap(({ seesLess }) => seesLess)) };
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];
