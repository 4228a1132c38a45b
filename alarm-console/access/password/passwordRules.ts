/** What an attacker would try first for this person. */
export interface Person {
  name: string;
  email: string;
}

export const leastCharacters = 12;
export const mostCharacters = 128;
/** On a busy machine. */
export const slowestCheckMs = 30_000;

/** `common`: an attacker would guess it early. `likeName`: little is left of it without the person's name and address. */
export type PasswordFault = "length" | "common" | "likeName";

/** For the person who chooses a password. */
export const passwordFaultText: Record<PasswordFault, string> = {
  length: `choose ${leastCharacters} to ${mostCharacters} characters`,
  common: "choose another password: this one is easy to guess. Four words that have nothing to do with each other are good",
  likeName: "choose another password: this one is too much like your name or email",
};

const leastBesideName = 8;

/** The faults that need no list of words. */
export function plainFault(password: string, { name, email }: Person): "length" | "likeName" | null {
  // As the person counts: an emoji is one character.
  const { length } = [...password];
  if (length < leastCharacters || password.length > mostCharacters) return "length";
  const names = [name, email, ...name.split(/\s+/), ...email.split(/[@.]/)].map(plain).filter((one) => one.length >= 3);
  let rest = plain(password);
  for (const one of names.sort((a, b) => b.length - a.length)) rest = rest.replaceAll(one, "");
  return rest.length < Math.min(leastBesideName, plain(password).length) ? "likeName" : null;
}

/** Without case, spaces and signs: "Ada_Wright" is "adawright". */
const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
