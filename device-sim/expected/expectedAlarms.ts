import { z } from "zod";
import { priority } from "#domain/alarm.ts";
import type { ApiAlarm } from "../service/serviceApi.ts";

/** What the home and its rules say, a technical alarm that closes by itself included; what staff do is not expected of a replay. */
const timelineEvents = ["raised", "rangAgain", "priorityRaised", "note", "closed"] as const;

/** To the second, UTC: "2011-06-20T01:30:00Z"; taken with any offset, and with parts of a second. */
const second = z.iso
  .datetime({ offset: true, error: "a time with its offset is expected, such as 2011-06-20T01:30:00Z" })
  .transform(toSecond);

const expectedAlarm = z.strictObject({
  rule: z.string().min(1),
  /** The home's name, for its id is another in each database. */
  home: z.string().min(1),
  raisedAt: second,
  priority,
  technical: z.boolean().default(false),
  timeline: z
    .array(z.strictObject({ at: second, event: z.enum(timelineEvents), text: z.string() }))
    .min(1, "a timeline begins with the line with which the alarm was raised"),
});
export type ExpectedAlarm = z.infer<typeof expectedAlarm>;

const expectedFile = z.strictObject({ alarms: z.array(expectedAlarm) });
export type ExpectedAlarms = z.infer<typeof expectedFile>;

/** What is wrong with it in words of a person who writes such a file; zod's own are a programmer's. */
const inWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code !== "invalid_value" && issue.input === undefined) return "it is missing";
  if (issue.code === "invalid_type") return `${kinds[issue.expected] ?? issue.expected} is expected`;
  if (issue.code === "invalid_value") return `one of ${issue.values.join(", ")} is expected`;
  if (issue.code === "unrecognized_keys") return `unknown: ${issue.keys.join(", ")}`;
  return issue.code === "too_small" ? "this must not be empty" : undefined;
};

const kinds: Record<string, string> = { object: "an object ({ … })", array: "a list ([ … ])", string: "a text", boolean: "true or false" };

/** The file is not what --write-expected writes, or names a rule that there is not, or another home. Each fault with its path. */
export class ExpectedUnreadable extends Error {}

/** Throws ExpectedUnreadable. `rules` are those that the service knows, `home` the name of the one home that the alarms are of. */
export function readExpected(text: string, { rules, home }: { rules: readonly string[]; home: string }): ExpectedAlarms {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ExpectedUnreadable("it is not JSON", { cause });
  }
  const parsed = expectedFile.safeParse(json, { error: inWords });
  if (!parsed.success)
    throw new ExpectedUnreadable(parsed.error.issues.map(({ path, message }) => `  ${path.join(".") || wholeFile}: ${message}`).join("\n"));
  const unknown = parsed.data.alarms.flatMap(({ rule }, place) =>
    rules.includes(rule) ? [] : [`  alarms.${place}.rule: there is no rule ${rule}`],
  );
  if (unknown.length > 0) throw new ExpectedUnreadable([...unknown, `  the rules are ${rules.join(", ")}`].join("\n"));
  const others = [...new Set(parsed.data.alarms.map((alarm) => alarm.home))].filter((name) => name !== home);
  if (others.length > 0)
    throw new ExpectedUnreadable(`  alarms of ${others.map(quoted).join(", ")} are expected, and the home is ${quoted(home)}`);
  return parsed.data;
}

const wholeFile = "the file, as --write-expected writes it";
const quoted = (name: string): string => `"${name}"`;

/** What a home holds, as a file would expect it: in the order of time. */
export function expectedOf(alarms: readonly ApiAlarm[]): ExpectedAlarms {
  const taken = alarms.map(
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
  return { alarms: taken.toSorted(byTime) };
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
