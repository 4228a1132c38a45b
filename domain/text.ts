import { z } from "zod";

/** PostgreSQL keeps any text but one with a NUL or with half a character in it. */
export const isStorable = (text: string): boolean => !text.includes("\0") && text.isWellFormed();
export const notStorable = "it holds a character that cannot be stored";

/** What a reader can make out: spaces that no eye sees are no words. */
export const isLegible = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
export const notLegible = "write at least a letter or a digit";

/** Words that somebody writes, or none; trimmed. */
export const freeText = (max: number) =>
  z
    .string("write words here")
    .trim()
    .max(max, `at most ${max.toLocaleString("en-GB")} characters`)
    .refine(isStorable, notStorable);

/** A line that must not be empty, such as a name. */
export const line = (max: number) => freeText(max).min(1, "this must not be empty");

/** A line with which somebody answers for something. */
export const legibleText = (max: number) => freeText(max).refine(isLegible, notLegible);

/** The greatest whole number that a column of four bytes keeps. */
export const maxInt32 = 2 ** 31 - 1;
