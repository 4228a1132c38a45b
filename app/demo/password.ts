import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const wordCount = 4;

/** Short English words, one a line. */
const readWords = (): string[] =>
  readFileSync(join(import.meta.dirname, "words.txt"), "utf8")
    .trim()
    .split("\n");

/**
 * Four words that one can type, such as "maple-lantern-otter-bridge". From 1,024 words this is one of 2^40 passwords, and wrong
 * passwords make an account wait up to 15 minutes: an attacker needs 15 million years for half of them.
 */
export function wordPassword(words: readonly string[] = readWords()): string {
  return Array.from({ length: wordCount }, () => words[randomInt(words.length)]).join("-");
}
