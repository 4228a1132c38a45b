import type { Fault } from "./faults.ts";
import type { Setting } from "./planApi.ts";
import { rangeWords } from "./planWords.ts";
import type { RuleBook } from "./ruleBook.ts";

/** What the service says of a field, in this page's words: ranges and titles as they stand beside the fields, lines counted from one. */
export function faultWords({ path, message }: Fault, book: RuleBook): string {
  const [, part, name, third] = path.split(".");
  const settings = part === "rules" ? (book.find((rule) => rule.name === name)?.settings ?? []) : [];
  const setting = settings.find((one) => one.name === third);
  if (setting !== undefined && ofShape.test(message)) return numberWords(setting) ?? message;
  if (part === "windows" && third === "days") return "choose at least one day";
  if (dateFields.has(part ?? "") && ofShape.test(message)) return "this is no date";
  return titled(message, settings).replace(/\bwindows\.(\d+)/g, (_, place) => `line ${Number(place) + 1}`);
}

/** As schemas say it to machines. */
const ofShape = /^(Too (big|small)|Invalid )/;
const dateFields = new Set(["starts", "review", "ends"]);

function numberWords(setting: Setting): string | null {
  if (setting.type !== "number" && setting.type !== "integer") return null;
  const range = rangeWords(setting);
  return `write a ${setting.type === "integer" ? "whole " : ""}number${range === null ? "" : `, ${range}`}`;
}

/** Settings by their titles, not by their names. */
const titled = (message: string, settings: readonly Setting[]): string =>
  settings.reduce((words, { name, title }) => words.replaceAll(new RegExp(`\\b${name}\\b`, "g"), `“${title}”`), message);
