import fc from "fast-check";
import { expect, test } from "vitest";
import { septets, transliterated } from "#response/notify/texts/gsm7.ts";
import { type About, wordsOf } from "#response/notify/texts/texts.ts";

const link = "https://linkline.example/a/1stz-8n-m3xkcq7drtyw2e4a";
const about: About = {
  kind: "alarm",
  homeName: "12 Sycamore Court",
  timezone: "Europe/London",
  sentence: "Fall detected: Radar, bedroom",
  at: Date.parse("2026-07-22T01:14:09Z"),
  name: "Jonas Birch",
  link,
  needsSignIn: false,
};

test("a text says the home, what happened, when by the home's clock, and the link", () => {
  expect(wordsOf(about).text).toBe(`12 Sycamore Court: Fall detected: Radar, bedroom, 02:14. ${link}`);
});

test("marks of direction in a name do not turn the rest of the text and its link round", () => {
  expect(wordsOf({ ...about, homeName: "12 \u202eSycamore\u2066 Court" }).text).toBe(wordsOf(about).text);
});

test("a sentence that says the time says it once", () => {
  const text = wordsOf({ ...about, sentence: "Fall detected 02:14: Radar, bedroom." }).text;
  expect(text).toBe(`12 Sycamore Court: Fall detected 02:14: Radar, bedroom. ${link}`);
});

test("a supervisor reads that the alarm has not been claimed", () => {
  expect(wordsOf({ ...about, kind: "supervisor", link: null }).text).toBe(
    "12 Sycamore Court: not claimed yet: Fall detected: Radar, bedroom, 02:14.",
  );
});

test("an e-mail has the same in its subject, and date, place and link in its body", () => {
  const { subject, body } = wordsOf(about);
  expect(subject).toBe("12 Sycamore Court: Fall detected: Radar, bedroom, 02:14");
  expect(body).toContain("When: 2026-07-22 02:14 (Europe/London)");
  expect(body).toContain("Where: 12 Sycamore Court");
  expect(body).toContain(`\n${link}\n`);
  expect(body).toContain("Opening the page accepts nothing.");
});

test("a line break in a name adds no line to a message", () => {
  const { subject, text } = wordsOf({ ...about, homeName: "Mill Lane\r\nBcc: other@example.org" });
  expect(subject).not.toMatch(/[\r\n]/);
  expect(text).not.toMatch(/[\r\n]/);
});

test("letters with accents and typographic marks become letters of a plain text message", () => {
  expect(transliterated("Zoë’s flat – Łukasz, Dvořák “3rd floor”…")).toBe(`Zoe's flat - Lukasz, Dvorak "3rd floor"...`);
  expect(transliterated("Café Grün, Malmö")).toBe("Café Grün, Malmö");
});

test("a name in another script stays as it is written", () => {
  expect(transliterated("Дом Анны")).toBe("Дом Анны");
  expect(wordsOf({ ...about, homeName: "Дом Анны" }).text).toContain("Дом Анны: Fall detected");
});

test("a long message is shortened to one plain text, and the link stays whole", () => {
  const text = wordsOf({
    ...about,
    homeName: "Mr and Mrs Featherstonehaugh-Cholmondeley, Upper Ground Floor Flat, The Old Rectory",
    sentence: "Not back in bed 25 minutes after getting up, and the outside door has been open for 12 minutes: Bed sensor, main bedroom",
  }).text;
  expect(septets(text)).toBeLessThanOrEqual(160);
  expect(text).toContain("Mr and Mrs Feathers");
  expect(text).toContain("Not back in bed");
  expect(text).toMatch(new RegExp(`02:14\\. ${link}$`));
});

/** What the alphabet has, or can be written in it. */
const plainText = fc.string({ unit: fc.constantFrom(..."abcdefgh EFGÉéöñ,:'–’ł€[]0123456789"), minLength: 1, maxLength: 200 });

test("any message fits into one plain text, as long as its letters can be written in it", () => {
  fc.assert(
    fc.property(
      plainText,
      plainText,
      fc.constantFrom<About["kind"]>("alarm", "askAgain", "supervisor", "everyone"),
      (homeName, sentence, kind) => {
        const { text } = wordsOf({ ...about, homeName, sentence, kind });
        expect(septets(text)).not.toBeNull();
        expect(septets(text)).toBeLessThanOrEqual(160);
        expect(text.endsWith(` ${link}`)).toBe(true);
      },
    ),
  );
});

test("a message in any script keeps its link and its time, and is one line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 120 }), fc.string({ unit: "grapheme", maxLength: 500 }), (homeName, sentence) => {
      const { text, subject } = wordsOf({ ...about, homeName, sentence });
      expect(text.endsWith(`. ${link}`)).toBe(true);
      expect(text).toContain("02:14");
      expect(`${text}${subject}`).not.toMatch(/[\r\n]/);
      expect(text.isWellFormed()).toBe(true);
    }),
  );
});
