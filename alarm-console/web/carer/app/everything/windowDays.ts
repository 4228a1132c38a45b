import type { Weekday } from "#domain/time/wallClock.ts";
import { dayPhrases } from "../../words/away/availability.ts";
import { presentLanguage } from "../../words/useLanguage.ts";

/** Days of the week in words: "every day", or "Mon, Tue". */
export const windowDays =
  () =>
  (days: readonly Weekday[], everyDay: string): string =>
    days.length === 7 ? everyDay : days.map((day) => dayPhrases[presentLanguage()][day]).join(", ");
