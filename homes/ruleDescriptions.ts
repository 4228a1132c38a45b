import { z } from "zod";
import { type DeviceFacts, type HomeFacts, reportsKind } from "#domain/home.ts";
import { wallTime } from "#domain/time/wallClock.ts";
import type { Rule } from "#rules/rule.ts";

export const settingTypes = ["number", "integer", "string", "time", "choice", "list", "boolean"] as const;

/** A setting of a rule, described so that a page can show a field for it. */
export interface SettingDescription {
  name: string;
  title: string;
  unit: string | null;
  type: (typeof settingTypes)[number];
  minimum: number | null;
  maximum: number | null;
  /** The values to choose from; null where any value is allowed. */
  options: string[] | null;
  default: unknown;
}

/** A kind of device that a rule needs. `isMetBy` judges a device with the settings that the home's plan gives the rule, or the defaults. */
export interface DescribedNeed {
  words: string;
  isMetBy(device: DeviceFacts, home: Pick<HomeFacts, "devices" | "plan">): boolean;
}

/** A rule described in words, for the page on which supervisors edit plans. */
export interface RuleDescription {
  name: string;
  title: string;
  explains: string;
  guardsLife: boolean;
  housekeeping: boolean;
  needs: readonly DescribedNeed[];
  settings: SettingDescription[];
  /** The setting whose minutes say how long the rule waits at night; null where it has none. */
  nightWait: string | null;
}

export const describeRules = (rules: readonly Rule[]): RuleDescription[] =>
  rules.map(({ name, title, explains, guardsLife = false, housekeeping = false, needs, settings, nightWait = null }) => ({
    name,
    title,
    explains,
    guardsLife,
    housekeeping,
    needs: needs.map((need) => ({
      words: need.words,
      isMetBy: (device, home) =>
        need.kinds.some((kind) => reportsKind(device, kind)) &&
        (need.fits === undefined || need.fits(device, home, settings.parse(home.plan.rules[name] ?? {}))),
    })),
    settings: describeSettings(settings),
    nightWait,
  }));

const rangeOf = z.number().catch(Number.NaN);
/** A setting as zod describes it in JSON Schema, with the title and unit from `.meta`. */
const property = z.object({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  title: z.string().optional(),
  unit: z.string().optional(),
  pattern: z.string().optional(),
  enum: z.array(z.string()).optional(),
  items: z.object({ enum: z.array(z.string()).optional() }).optional(),
  minimum: rangeOf.optional(),
  maximum: rangeOf.optional(),
  exclusiveMinimum: rangeOf.optional(),
  exclusiveMaximum: rangeOf.optional(),
  default: z.unknown(),
});
const timePattern = (z.toJSONSchema(wallTime) as { pattern?: string }).pattern;

function describeSettings(settings: z.ZodType): SettingDescription[] {
  const { properties = {} } = z.toJSONSchema(settings, { io: "input" });
  return Object.entries(properties).map(([name, schema]) => {
    const one = property.parse(schema);
    return {
      name,
      title: one.title ?? name,
      unit: one.unit ?? null,
      type: typeOf(one),
      minimum: inRange(one.minimum ?? one.exclusiveMinimum),
      maximum: inRange(one.maximum ?? one.exclusiveMaximum),
      options: one.enum ?? one.items?.enum ?? null,
      default: one.default,
    };
  });
}

function typeOf({ type, pattern, enum: choices }: z.infer<typeof property>): SettingDescription["type"] {
  if (choices !== undefined) return "choice";
  switch (Array.isArray(type) ? type.find((one) => one !== "null") : type) {
    case "integer":
      return "integer";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    case "array":
      return "list";
    default:
      return pattern === timePattern ? "time" : "string";
  }
}

/** Where a rule gives no range, zod writes the range of all safe integers: that is no limit. */
const inRange = (limit: number | undefined): number | null =>
  limit !== undefined && Number.isSafeInteger(Math.ceil(limit)) && Math.abs(limit) < Number.MAX_SAFE_INTEGER ? limit : null;
