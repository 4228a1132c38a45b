import { type Priority, priorities } from "#domain/alarm.ts";
import { priorityTitles } from "../../../shared/design/priorityTitles.ts";
import { type RuleBook, ruleTitle } from "../../../shared/plan/ruleBook.ts";

const titles: Readonly<Record<string, string>> = {
  name: "Plan name",
  windows: "Time windows",
  route: "Who responds",
  escalation: "Who responds",
  absenceSuspends: "Paused during absences",
  starts: "Start date",
  review: "Review date",
  ends: "Last day",
  timezone: "Time zone",
  rules: "Rules",
};

/** The title of the field at a path: "Left bed and not back, How long a person may be out of bed". */
export function fieldTitle(path: string, book: RuleBook): string {
  const [top = "", second, third] = path.replace(/^plan\./, "").split(".");
  if (top === "rules" && second !== undefined) {
    const setting = book.find(({ name }) => name === second)?.settings.find(({ name }) => name === third);
    return [ruleTitle(book, second), setting?.title ?? third].filter(Boolean).join(", ");
  }
  if (top === "windows" && second !== undefined) return `Time windows, line ${Number(second) + 1}`;
  if (top === "escalation" && third !== undefined && isPriority(second))
    return `Who responds, ${priorityTitles[second].toLowerCase()} alarms, step ${Number(third) + 1}`;
  return titles[top] ?? path;
}

const isPriority = (text: string | undefined): text is Priority => priorities.some((one) => one === text);
