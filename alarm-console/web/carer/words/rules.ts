import { type Language, phrases } from "./language.ts";

/** The rules that an absence may suspend or that wake a family, by name. */
export const rulePhrases = phrases({
  bedExit: { en: "Left bed and not back", cy: "Wedi gadael y gwely a heb ddod yn ôl" },
  nightWandering: { en: "Wandering at night", cy: "Crwydro yn y nos" },
  boundary: { en: "Left the safe area", cy: "Wedi gadael yr ardal ddiogel" },
  doorOpen: { en: "Outside door left open", cy: "Drws allanol ar agor" },
  notBack: { en: "Left home and not back", cy: "Wedi gadael y cartref a heb ddod yn ôl" },
  inactivity: { en: "No sign of life", cy: "Dim arwydd o fywyd" },
  notUp: { en: "Not up in the morning", cy: "Heb godi yn y bore" },
});

/** What a carer calls a rule. `title`: what the service calls it, where the catalogue has no words. */
export function ruleTitle(rule: string, title: string, language: Language): string {
  const titles: Readonly<Record<string, string>> = rulePhrases[language];
  return titles[rule] ?? title;
}
