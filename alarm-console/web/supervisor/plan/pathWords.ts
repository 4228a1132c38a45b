import { type RuleBook, ruleTitle } from "./ruleBook.ts";

const places: Readonly<Record<string, string>> = {
  name: "Name of this plan",
  windows: "Windows",
  route: "Who is told first",
  absenceSuspends: "Silent while somebody is away",
  starts: "Starts",
  review: "Review",
  ends: "Last day",
  timezone: "Time zone",
  rules: "Rules",
};

/** A fault's place in the words that stand beside the field: "Left bed and not back, minutes out of bed". */
export function pathWords(path: string, book: RuleBook): string {
  const [top = "", second, third] = path.replace(/^plan\./, "").split(".");
  if (top === "rules" && second !== undefined) {
    const setting = book.find(({ name }) => name === second)?.settings.find(({ name }) => name === third);
    return [ruleTitle(book, second), setting?.title ?? third].filter(Boolean).join(", ");
  }
  if (top === "windows" && second !== undefined) return `Windows, line ${Number(second) + 1}`;
  return places[top] ?? path;
}
