import { z } from "zod";

/** PostgreSQL stores any text except one with a NUL or half a surrogate pair. */
export const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();
export const notStorable = "remove the character that cannot be stored";

/** Holds something to read, not only punctuation or invisible characters. */
export const isLegible = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
export const notLegible = "write at least one letter or digit";

/** Text that a person writes; it may be empty. Trimmed. */
export const freeText = (max: number) =>
  z
    .string("write text here")
    .trim()
    .max(max, `write at most ${max.toLocaleString("en-GB")} characters`)
    .refine(isStorable, notStorable);

/** Text that must not be empty, such as a name. */
export const line = (max: number) => freeText(max).min(1, "this must not be empty");

/** Text that gives a reason: it must be readable. */
export const legibleText = (max: number) => freeText(max).refine(isLegible, notLegible);

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/** Whether a text says nothing that `known` does not say. "Ada Alder" after "Ada and Bruno Alder, 3 Church Walk": true. */
export function isKnownFrom(known: string, text: string): boolean {
  const words = new Set(wordsOf(known));
  return wordsOf(text).every((word) => words.has(word));
}

/** The greatest whole number that a PostgreSQL `integer` column stores. */
export const maxInt32 = 2 ** 31 - 1;
