import { useEffect, useState } from "react";
import { type RuleText, readRules } from "./planApi.ts";

/** The descriptions of all rules. They change only with a new version of the service, so the page reads them once. */
export type RuleBook = readonly RuleText[];

let known: RuleBook | null = null;

async function loadRuleBook(): Promise<RuleBook | null> {
  if (known !== null) return known;
  const answer = await readRules();
  if (answer.ok) known = answer.value.items;
  return known;
}

/** The rule book; null until it is loaded. */
export function useRuleBook(): RuleBook | null {
  const [book, setBook] = useState(known);
  useEffect(() => {
    if (book !== null) return;
    let cancelled = false;
    void loadRuleBook().then((read) => !cancelled && setBook(read));
    return () => {
      cancelled = true;
    };
  }, [book]);
  return book;
}

/** "Left bed and not back"; the rule's name when the book does not have it. */
export const ruleTitle = (book: RuleBook | null, name: string): string => book?.find((rule) => rule.name === name)?.title ?? name;

/** Life-safety and housekeeping rules are in every plan, and no absence suspends them. */
export const alwaysOn = (rule: RuleText): boolean => rule.guardsLife || rule.housekeeping;
