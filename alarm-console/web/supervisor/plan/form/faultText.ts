import type { Fault } from "../../../shared/forms/faults.ts";
import type { Setting } from "../../../shared/plan/planApi.ts";
import type { RuleBook } from "../../../shared/plan/ruleBook.ts";
import { rangeText } from "../planText.ts";

/** The service's message in the words of this page: the range of the field, titles in place of names, lines counted from 1. */
export function faultText({ path, message }: Fault, book: RuleBook): string {
  const [, part, name, third] = path.split(".");
  const settings = part === "rules" ? (book.find((rule) => rule.name === name)?.settings ?? []) : [];
  const setting = settings.find((one) => one.name === third);
  if (setting !== undefined && valueMessage.test(message)) return numberText(setting) ?? message;
  if (part === "windows" && third === "days") return "select at least one day";
  if (dateFields.has(part ?? "") && valueMessage.test(message)) return "enter a real date";
  return titled(message, settings).replace(/\bwindows\.(\d+)/g, (_, place) => `line ${Number(place) + 1}`);
}

/** Messages about the type or range of a value: the field itself knows its range better. */
const valueMessage = /^(write |Too (big|small)|Invalid )/;
const dateFields = new Set(["starts", "review", "ends"]);

function numberText(setting: Setting): string | null {
  if (setting.type !== "number" && setting.type !== "integer") return null;
  const range = rangeText(setting);
  return `enter a ${setting.type === "integer" ? "whole " : ""}number${range === null ? "" : `, ${range}`}`;
}

/** Replaces names of settings by their titles. */
const titled = (message: string, settings: readonly Setting[]): string =>
  settings.reduce((text, { name, title }) => text.replaceAll(new RegExp(`\\b${name}\\b`, "g"), `“${title}”`), message);
