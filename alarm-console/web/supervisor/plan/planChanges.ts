import type { Plan } from "#domain/plan.ts";
import { settingValue } from "./planEdits.ts";
import { dateWords, firstResponderWords, priorityTitles, valueWords, windowWords } from "./planWords.ts";
import { alwaysOn, type RuleBook } from "./ruleBook.ts";

/** What going from one plan to another changes, each in a line that a supervisor can read aloud; empty where nothing does. */
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
      return [`${rule.title}: ${setting.title}, from ${valueWords(old, setting)} to ${valueWords(now, setting)}`];
    });
    return [...switched, ...settings];
  });
}

function windowChanges(before: Plan, after: Plan): string[] {
  const were = before.windows.map(windowWords);
  const are = after.windows.map(windowWords);
  return [
    ...were.filter((one) => !are.includes(one)).map((one) => `Window removed: ${one}`),
    ...are.filter((one) => !were.includes(one)).map((one) => `Window added: ${one}`),
  ];
}

function otherChanges(before: Plan, after: Plan, book: RuleBook): string[] {
  const lines: string[] = [];
  if (before.name !== after.name) lines.push(`Name: from ${before.name} to ${after.name}`);
  for (const priority of ["critical", "urgent", "advisory", "info"] as const)
    if (before.route[priority] !== after.route[priority])
      lines.push(
        `${priorityTitles[priority]} alarms go first to: ${firstResponderWords[after.route[priority]]}, not ${firstResponderWords[before.route[priority]]}`,
      );
  const only = (one: Plan, other: Plan) =>
    book.filter(({ name }) => one.absenceSuspends.includes(name) && !other.absenceSuspends.includes(name)).map(({ title }) => title);
  for (const [titles, what] of [
    [only(after, before), "silent"],
    [only(before, after), "silent no more"],
  ] as const)
    if (titles.length > 0) lines.push(`While somebody is away, ${what}: ${titles.join(", ")}`);
  for (const [which, title] of [
    ["starts", "Starts"],
    ["review", "Reviewed"],
    ["ends", "Ends"],
  ] as const)
    if (before[which] !== after[which])
      lines.push(`${title}: from ${dateWords(before[which], which)} to ${dateWords(after[which], which)}`);
  if (before.timezone !== after.timezone)
    lines.push(`Time zone: from ${before.timezone ?? "the home's"} to ${after.timezone ?? "the home's"}`);
  return lines;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
