/** Letters and digits that no one mistakes for another: no I, L, O, U, 0, 1. */
export const codeLetters = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
export const codeLength = 10;
/** For so long a device may redeem its code. */
export const codeLastsMs = 15 * 60_000;

/** A code from random bytes; more bytes than letters, because some are left out so that each letter is equally likely. */
export function codeFrom(bytes: Uint8Array): string {
  const fair = Math.floor(256 / codeLetters.length) * codeLetters.length;
  const letters = [...bytes].filter((byte) => byte < fair).map((byte) => codeLetters[byte % codeLetters.length]);
  return letters.slice(0, codeLength).join("");
}

/** As a person types it: with blanks and hyphens, in small letters. Null where it is no code. */
export function readCode(typed: string): string | null {
  const code = typed.toUpperCase().replaceAll(/[\s-]/g, "");
  return code.length === codeLength && [...code].every((letter) => codeLetters.includes(letter)) ? code : null;
}

/** "ABCDE-FGHJK" */
export const shownCode = (code: string): string => `${code.slice(0, codeLength / 2)}-${code.slice(codeLength / 2)}`;
