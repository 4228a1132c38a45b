import type { z } from "zod";
import { minuteOfDay } from "#domain/time/wallClock.ts";

/**
 * For zod's `refine`: of two settings of a rule, numbers or times of day, one must not be above the other (`strictly`: must be below it).
 * The check runs even if other settings are wrong. The fault has the path of the greater setting, and in `otherPath` that of the
 * lesser, for a plan in which only the lesser is written.
 *
 * Example: `orderedSettings("exitMinutes", "capMinutes")` on `{ exitMinutes: 60 }`, where the default of `capMinutes` is 45, gives
 * "exitMinutes (60) must not be above capMinutes (45)".
 */
export const orderedSettings = (less: string, more: string, { strictly = false } = {}) => {
  const isOrdered = (settings: Readonly<Record<string, unknown>>): boolean => {
    const [a, b] = [amount(settings[less]), amount(settings[more])];
    return strictly ? a < b : a <= b;
  };
  const fault = {
    path: [more],
    params: { otherPath: less },
    when: ({ value, issues }: z.core.ParsePayload): boolean =>
      typeof value === "object" && value !== null && !issues.some(({ path }) => path?.[0] === less || path?.[0] === more),
    error: ({ input }: { input?: unknown }): string => {
      const settings = input as Record<string, unknown>;
      const order = isTime(settings[less]) ? ["be before", "not be after"] : ["be below", "not be above"];
      return `${less} (${settings[less]}) must ${strictly ? order[0] : order[1]} ${more} (${settings[more]})`;
    },
  };
  return [isOrdered, fault] as const;
};

const isTime = (setting: unknown): setting is string => typeof setting === "string";
const amount = (setting: unknown): number => (isTime(setting) ? minuteOfDay(setting) : Number(setting));
