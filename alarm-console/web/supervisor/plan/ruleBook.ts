import { useEffect, useState } from "react";
import { type RuleText, readRules } from "./planApi.ts";

/** The rules there are, in words. They change with the service alone, so one reading serves the page. */
export type RuleBook = readonly RuleText[];

let known: RuleBook | null = null;

export async function loadRuleBook(): Promise<RuleBook | null> {
  if (known !== null) return known;
  const answer = await readRules();
  if (answer.ok) known = answer.value.items;
  return known;
}

/** Null until it is read. */
export function useRuleBook(): RuleBook | null {
  const [book, setBook] = useState(known);
  useEffect(() => {
    if (book !== null) return;
    let asking = true;
    void loadRuleBook().then((read) => asking && setBook(read));
    return () => {
      asking = false;
    };
  }, [book]);
  return book;
}

/** "Left bed and not back", or the rule's name where it is not known. */
export const ruleTitle = (book: RuleBook | null, name: string): string => book?.find((rule) => rule.name === name)?.title ?? name;

/** Rules that guard life or look after devices are in every plan, and nothing suspends them. */
export const alwaysOn = (rule: RuleText): boolean => rule.guardsLife || rule.housekeeping;
