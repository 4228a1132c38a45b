import { type CountryCode, getCountryCallingCode, isSupportedCountry } from "libphonenumber-js";

/** Fewer digits would match too many numbers. */
const fewestDigits = 4;
const looksLikeNumber = /^[+\d(][\d\s().\-/]*$/;

/**
 * What to look for where a search looks like a telephone number: its digits, and also without the code of `country` and without the zero
 * before them, because a stored number may have either. Each may be any part of a number. Empty for any other text.
 *
 * Example in GB: "+44 20 7946 0018", "0044 (0)20 7946 0018" and "020 7946 0018" all give "2079460018" among others; "0018" gives "0018" alone.
 */
export function numberQueries(text: string, country: string): string[] {
  if (!looksLikeNumber.test(text)) return [];
  const written = text.replaceAll(/\D/g, "");
  const isInternational = text.startsWith("+") || written.startsWith("00");
  const digits = isInternational ? written.replace(/^00/, "") : written;
  const code = isSupportedCountry(country) ? getCountryCallingCode(country as CountryCode) : "";
  // A display may show the number of a caller with the code and without the plus sign: "442079460018".
  const hasCode = code !== "" && digits.startsWith(code) && (isInternational || digits.length > code.length + 8);
  const national = (hasCode ? digits.slice(code.length) : digits).replace(/^0/, "");
  return [...new Set([national, digits, written])].filter(({ length }) => length >= fewestDigits);
}
