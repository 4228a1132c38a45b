import { leastHeardNights, type SuggestedSettings, settingText } from "#domain/suggest/suggestedSettings.ts";

/** Suggested settings for a person to read: a table, then a sentence for each rule. */
export function suggestionsText({ nights, heardNights, enough, items }: SuggestedSettings): string {
  const heard = `${heardNights} of the last ${nights} nights have readings`;
  if (!enough) return `${heard}, and ${leastHeardNights} are needed: no setting is suggested.`;
  if (items.length === 0) return `${heard}. The plan has no rule with a setting to suggest.`;
  const rows = [
    ["rule", "setting", "now", "suggested", "rang", "would have rung", "later, in injected events"],
    ...items.map(({ rule, setting, unit, now, suggested, ringsNow, ringsThen, delay }) => [
      rule,
      setting,
      settingText(now, unit),
      suggested === null ? "none" : suggested === now ? "the same" : settingText(suggested, unit),
      String(ringsNow),
      ringsThen === null ? "" : String(ringsThen),
      delay === null || delay.leastMinutes === null ? "" : `${delay.leastMinutes} to ${delay.mostMinutes} min`,
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const table = rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
  const sentences = items.map(({ title, words }) => `${title}: ${words}`);
  return [heard, "", ...table, "", ...sentences, "", "Nothing was changed: a supervisor decides, on the plan page of the home."].join("\n");
}
