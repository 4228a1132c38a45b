import type { phonePhrases } from "../../words/phone.ts";
import type { ThisPhone } from "./thisPhone.ts";

type Words = (typeof phonePhrases)["en"];

/** This phone in one true sentence or two: whether it will ring, and why not. */
export function phoneSentence(phone: ThisPhone, words: Words): string {
  if (phone.kind === "ringing") return phone.phone.testedAt === null ? words.notTested : words.willRing;
  return phone.kind === "notConfigured" ? words.notConfigured : `${words.willNotRing} ${words[phone.kind]}`;
}

/** Nothing is left to do: it rings, and a test has succeeded. Where the service sends no pushes, no phone has anything to do. */
export const isSetUp = (phone: ThisPhone): boolean =>
  phone.kind === "notConfigured" || (phone.kind === "ringing" && phone.phone.testedAt !== null);
