import { z } from "zod";
import { priority } from "#domain/alarm.ts";
import type { ApiAlarm } from "../service/serviceApi.ts";

/** The lines of home and rules, with a technical alarm that closes by itself. A replay does not expect what staff do. */
const timelineEvents = ["raised", "rangAgain", "priorityRaised", "note", "closed"] as const;

/** To the second, UTC: "2011-06-20T01:30:00Z". A file may give any offset, and parts of a second. */
const second = z.iso
  .datetime({ offset: true, error: "a time with its offset is expected, such as 2011-06-20T01:30:00Z" })
  .transform(toSecond);

const expectedAlarm = z.strictObject({
  rule: z.string().min(1),
  /** The home's name, because its id differs from database to database. */
  home: z.string().min(1),
  raisedAt: second,
  priority,
  technical: z.boolean().default(false),
  timeline: z
    .array(z.strictObject({ at: second, event: z.enum(timelineEvents), text: z.string() }))
    .min(1, "a timeline needs at least the line that says why the alarm was raised"),
});
export type ExpectedAlarm = z.infer<typeof expectedAlarm>;

const expectedFile = z.strictObject({ alarms: z.array(expectedAlarm) });
export type ExpectedAlarms = z.infer<typeof expectedFile>;

/** Says what is wrong in words for a tester who writes such a file; zod's own words are for programmers. */
const faultText: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== "invalid_value" && issue.input === undefined) return "it is missing";
  if (issue.code === "invalid_type") return `${kinds[issue.expected] ?? issue.expected} is expected`;
  if (issue.code === "invalid_value") return `one of ${issue.values.join(", ")} is expected`;
  if (issue.code === "unrecognized_keys") return `unknown: ${issue.keys.join(", ")}`;
  return issue.code === "too_small" ? "this must not be empty" : undefined;
};

const kinds: Record<string, string> = { object: "an object ({ … })", array: "a list ([ … ])", string: "a text", boolean: "true or false" };

/** The file is not in the form that --write-expected writes, or names an unknown rule or another home. The message names each fault's path. */
export class ExpectedUnreadable extends Error {}

/** Throws ExpectedUnreadable. `rules` are the names that the service knows; every alarm must be of the home named `home`. */
export function readExpected(text: string, { rules, home }: { rules: readonly string[]; home: string }): ExpectedAlarms {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ExpectedUnreadable("it is not JSON", { cause });
  }
  if (hasFormerKeys(json))
    throw new ExpectedUnreadable(
      "its keys strength and story are now called priority and timeline: write the file again with --write-expected",
    );
  const parsed = expectedFile.safeParse(json, { error: faultText });
  if (!parsed.success)
    throw new ExpectedUnreadable(parsed.error.issues.map(({ path, message }) => `  ${path.join(".") || wholeFile}: ${message}`).join("\n"));
  const unknown = parsed.data.alarms.flatMap(({ rule }, place) =>
    rules.includes(rule) ? [] : [`  alarms.${place}.rule: there is no rule ${rule}`],
  );
  if (unknown.length > 0) throw new ExpectedUnreadable([...unknown, `  the rules are ${rules.join(", ")}`].join("\n"));
  const others = [...new Set(parsed.data.alarms.map((alarm) => alarm.home))].filter((name) => name !== home);
  if (others.length > 0)
    throw new ExpectedUnreadable(`  the alarms are of ${others.map(quoted).join(", ")}, but the home is ${quoted(home)}`);
  return parsed.data;
}

/** Version 0.2 wrote `strength` and `story`. */
const formerFile = z.object({
  alarms: z.array(z.looseObject({})).refine((alarms) => alarms.some((alarm) => "strength" in alarm || "story" in alarm)),
});
const hasFormerKeys = (json: unknown): boolean => formerFile.safeParse(json).success;

const wholeFile = "the file, as --write-expected writes it";
const quoted = (name: string): string => `"${name}"`;

/** The alarms of a home in the form of the file, in the order of time. */
export function expectedOf(alarms: readonly ApiAlarm[]): ExpectedAlarms {
  const expected = alarms.map(
    (alarm): ExpectedAlarm => ({
      rule: alarm.rule,
      home: alarm.homeName,
      raisedAt: toSecond(alarm.raisedAt),
      priority: priority.parse(alarm.priority),
      technical: alarm.technical,
      timeline: alarm.timeline.flatMap(({ at, event, text, by }) => {
        const known = timelineEvents.find((one) => one === event);
        return known === undefined || by !== null ? [] : [{ at: toSecond(at), event: known, text }];
      }),
    }),
  );
  return { alarms: expected.toSorted(byTime) };
}

export const byTime = (a: ExpectedAlarm, b: ExpectedAlarm): number =>
  Date.parse(a.raisedAt) - Date.parse(b.raisedAt) ||
  order(a.rule, b.rule) ||
  order(a.home, b.home) ||
  order(a.timeline[0]?.text, b.timeline[0]?.text);

const order = (a = "", b = ""): number => (a < b ? -1 : a > b ? 1 : 0);

function toSecond(time: string): string {
  return Temporal.Instant.from(time).round({ smallestUnit: "second", roundingMode: "floor" }).toString();
}
