import type { Priority } from "#domain/alarm.ts";
import type { Plan } from "#domain/plan.ts";
import { priorityTitles } from "../../../shared/design/priorityTitles.ts";
import { alwaysOn, type RuleBook } from "../../../shared/plan/ruleBook.ts";
import { policyText } from "../escalation/policyText.ts";
import { dateText, firstResponderTitles, valueText, windowText } from "../planText.ts";
import { settingValue } from "./planEdits.ts";

/** The changes from one plan to another, one line each: "Left bed and not back: How long a person may be out of bed, from 20 min to 25 min". */
export function planChanges(before: Plan, after: Plan, book: RuleBook): string[] {
  return [...ruleChanges(before, after, book), ...windowChanges(before, after), ...otherChanges(before, after, book)];
}

function ruleChanges(before: Plan, after: Plan, book: RuleBook): string[] {
  return book.flatMap((rule) => {
    const was = alwaysOn(rule) || rule.name in before.rules;
    const is = alwaysOn(rule) || rule.name in after.rules;
    if (was && !is) return [`${rule.title}: switched off`];
    const switched = !was && is ? [`${rule.title}: switched on`] : [];
    if (!is) return [];
    const settings = rule.settings.flatMap((setting) => {
      const old = was ? settingValue(before, rule.name, setting) : setting.default;
      const now = settingValue(after, rule.name, setting);
      if (same(old, now)) return [];
      return [`${rule.title}: ${setting.title}, from ${valueText(old, setting)} to ${valueText(now, setting)}`];
    });
    return [...switched, ...settings];
  });
}

function windowChanges(before: Plan, after: Plan): string[] {
  const were = before.windows.map(windowText);
  const are = after.windows.map(windowText);
  return [
    ...were.filter((one) => !are.includes(one)).map((one) => `Time window removed: ${one}`),
    ...are.filter((one) => !were.includes(one)).map((one) => `Time window added: ${one}`),
  ];
}

function otherChanges(before: Plan, after: Plan, book: RuleBook): string[] {
  const lines: string[] = [];
  if (before.name !== after.name) lines.push(`Name: from ${before.name} to ${after.name}`);
  for (const priority of ["critical", "urgent", "advisory", "info"] as const)
    if (before.route[priority] !== after.route[priority])
      lines.push(`${priorityTitles[priority]} alarms: ${responder(after, priority)} responds first, not ${responder(before, priority)}`);
  lines.push(...policyChanges(before, after));
  const only = (one: Plan, other: Plan) =>
    book.filter(({ name }) => one.absenceSuspends.includes(name) && !other.absenceSuspends.includes(name)).map(({ title }) => title);
  for (const [titles, what] of [
    [only(after, before), "Paused during absences"],
    [only(before, after), "No longer paused during absences"],
  ] as const)
    if (titles.length > 0) lines.push(`${what}: ${titles.join(", ")}`);
  for (const [which, title] of [
    ["starts", "Start date"],
    ["review", "Review date"],
    ["ends", "Last day"],
  ] as const)
    if (before[which] !== after[which]) lines.push(`${title}: from ${dateText(before[which], which)} to ${dateText(after[which], which)}`);
  if (before.timezone !== after.timezone)
    lines.push(`Time zone: from ${before.timezone ?? "the home's"} to ${after.timezone ?? "the home's"}`);
  return lines;
}

/** "Urgent alarms notify contact 1 (3 min), then the centre (1 min), not as by default". */
function policyChanges(before: Plan, after: Plan): string[] {
  return (["critical", "urgent", "advisory", "info"] as const).flatMap((priority) => {
    // Plans of before have no policies.
    const [was, is] = [before.escalation?.[priority], after.escalation?.[priority]];
    if (same(was, is)) return [];
    const words = (policy: typeof was): string => (policy === undefined ? "as by default" : policyText(policy));
    return [`${priorityTitles[priority]} alarms notify ${words(is)}, not ${words(was)}`];
  });
}

const responder = ({ route }: Plan, priority: Priority): string => firstResponderTitles[route[priority]].toLowerCase();

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
