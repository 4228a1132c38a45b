/** The languages of the carer's pages. The Welsh is a draft until a speaker has reviewed it; the page says so. */
export const languages = ["en", "cy"] as const;
export type Language = (typeof languages)[number];

type Phrase = string | ((...parts: never[]) => string);

/**
 * One part of the catalogue: each phrase in both languages, side by side, so that a missing translation is an error of the types.
 *
 * Example: `const words = phrases({ since: { en: (time: string) => `since ${time}`, cy: (time: string) => `ers ${time}` } })`;
 * `words.cy.since("02:14")` is "ers 02:14".
 */
export function phrases<T extends Record<string, Phrase>>(both: { [K in keyof T]: { en: T[K]; cy: T[K] } }): Record<Language, T> {
  const of = (language: Language): T =>
    Object.fromEntries(Object.entries<Record<Language, Phrase>>(both).map(([name, phrase]) => [name, phrase[language]])) as T;
  return { en: of("en"), cy: of("cy") };
}

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/**
 * A count in words. Welsh has six forms, and `#` is the number.
 *
 * Example: `plural("cy", { two: "# noson", other: "# noson", one: "# noson" })(2)` is "2 noson".
 */
export function plural(language: Language, forms: Forms): (count: number) => string {
  const rules = new Intl.PluralRules(language);
  return (count) => (forms[rules.select(count)] ?? forms.other).replace("#", String(count));
}
