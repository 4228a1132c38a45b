import type { z } from "zod";
import { minuteOfDay } from "#domain/time/wallClock.ts";

/**
 * For a rule's settings, numbers or times of day, of which the one must not be above the other (or must be below it, `strictly`); given to zod's `refine`. It is
 * judged whatever is wrong beside the two. The fault stands at the greater, or at the other (`besides`) where that alone was given.
 */
export const orderedSettings = (less: string, more: string, { strictly = false } = {}) => {
  const agree = (settings: Readonly<Record<string, unknown>>): boolean => {
    const [a, b] = [amount(settings[less]), amount(settings[more])];
    return strictly ? a < b : a <= b;
  };
  const found = {
    path: [more],
    params: { besides: less },
    when: ({ value, issues }: z.core.ParsePayload): boolean =>
      typeof value === "object" && value !== null && !issues.some(({ path }) => path?.[0] === less || path?.[0] === more),
    error: ({ input }: { input?: unknown }): string => {
      const settings = input as Record<string, unknown>;
      const order = isTime(settings[less]) ? ["be before", "not be after"] : ["be below", "not be above"];
      return `${less} (${settings[less]}) must ${strictly ? order[0] : order[1]} ${more} (${settings[more]})`;
    },
  };
  return [agree, found] as const;
};

const isTime = (setting: unknown): setting is string => typeof setting === "string";
const amount = (setting: unknown): number => (isTime(setting) ? minuteOfDay(setting) : Number(setting));
