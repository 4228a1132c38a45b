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

/** What a rule cannot see in a home with these devices, in words: "no bed sensor", "Bed sensor, Bedroom: offline". */
export function blindOf({ needs }: Pick<RuleDescription, "needs">, devices: readonly SeenDevice[]): string[] {
  const blind = needs.flatMap(({ kinds, outside, words }) => {
    const fitting = devices.filter((one) => kinds.some((kind) => kind === one.kind) && (outside !== true || one.outside));
    if (fitting.length === 0) return [words.replace(/^an? /, "no ")];
    return fitting.flatMap((device) => {
      const why = unseen[device.status];
      return why === undefined ? [] : [`${deviceLabel(device)}: ${why}`];
    });
  });
  return [...new Set(blind)];
}
