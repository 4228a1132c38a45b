import { z } from "zod";

/** The weights of the first nine digits. https://www.datadictionary.nhs.uk/attributes/nhs_number.html */
const weights = [10, 9, 8, 7, 6, 5, 4, 3, 2];

/** Whether the tenth digit checks the first nine (modulus 11). Example: "9434765919". */
export function isNhsNumber(digits: string): boolean {
  if (!/^\d{10}$/.test(digits)) return false;
  const sum = weights.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === Number(digits[9]);
}

/** Ten digits, written with or without blanks and hyphens; stored without. */
export const nhsNumber = z
  .string()
  .overwrite((text) => text.replaceAll(/[\s-]/g, ""))
  .refine(isNhsNumber, "this is no NHS number: check its ten digits");
