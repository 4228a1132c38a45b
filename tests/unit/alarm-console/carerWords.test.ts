import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { nightDate } from "#alarm-console/web/carer/words/dates.ts";
import { nightsPhrases } from "#alarm-console/web/carer/words/nights.ts";

const folder = join(import.meta.dirname, "../../../alarm-console/web/carer/words");
/** `useLanguage` needs a browser; `dates` and `language` have no phrases. */
const parts = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((file) => file.endsWith(".ts") && !["useLanguage.ts", "dates.ts", "language.ts"].includes(file));
const givesText = (phrase: unknown): phrase is string | (() => string) => ["string", "function"].includes(typeof phrase);

test.each(parts)("each phrase of %s has its own Welsh", async (file) => {
  const part = (await import(join(folder, file))) as Record<string, unknown>;
  const catalogues = Object.entries(part).flatMap(([name, value]) => (name.endsWith("Phrases") ? [value] : []));
  expect(catalogues.length).toBeGreaterThan(0);
  for (const { en, cy } of catalogues as { en: Record<string, unknown>; cy: Record<string, unknown> }[]) {
    expect(Object.keys(cy)).toEqual(Object.keys(en));
    for (const [name, english] of Object.entries(en)) {
      expect(givesText(english) && givesText(cy[name]), name).toBe(true);
      if (typeof english === "string") expect(cy[name], name).not.toBe(english);
    }
  }
});

test("a count has the form that its language wants: Welsh has its own for two", () => {
  expect([1, 2, 3].map(nightsPhrases.en.ups)).toEqual(["up once", "up 2 times", "up 3 times"]);
  expect([1, 2, 3].map(nightsPhrases.cy.ups)).toEqual(["codi unwaith", "codi ddwywaith", "codi 3 gwaith"]);
});

test("a night has the names of days and months of its language, also where the browser has no Welsh dates", () => {
  expect(nightDate("2026-11-21", "en")).toBe("Saturday 21 November");
  expect(nightDate("2026-11-21", "cy")).toBe("nos Sadwrn 21 Tachwedd");
  expect(nightDate("2026-03-01", "cy")).toBe("nos Sul 1 Mawrth");
});
