import type { z } from "zod";

/**
 * For a rule's settings, of which the one must not be above the other (or must be below it, `strictly`); given to zod's `refine`. It is
 * judged whatever is wrong beside the two. The fault stands at the greater, or at the other (`besides`) where that alone was given.
 */
export const notAbove = (less: string, more: string, { strictly = false } = {}) => {
  const agree = (settings: Readonly<Record<string, unknown>>): boolean => {
    const [a, b] = [Number(settings[less]), Number(settings[more])];
    return strictly ? a < b : a <= b;
  };
  const found = {
    path: [more],
    params: { besides: less },
    when: ({ value, issues }: z.core.ParsePayload): boolean =>
      typeof value === "object" && value !== null && !issues.some(({ path }) => path?.[0] === less || path?.[0] === more),
    error: ({ input }: { input?: unknown }): string => {
      const settings = input as Record<string, unknown>;
      return `${less} (${settings[less]}) must ${strictly ? "be below" : "not be above"} ${more} (${settings[more]})`;
    },
  };
  return [agree, found] as const;
};
