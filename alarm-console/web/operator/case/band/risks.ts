import type { Person } from "#domain/record/personFields.ts";
import { riskText } from "../../../shared/homeDetails/people/personWords.ts";

const longestRisk = 48;

/**
 * The notes about a person as separate risks. Each line and each part between semicolons is one; a line of short parts between commas is several.
 *
 * Example: "living with dementia, oxygen at home; key under the third pot, left of the door beside the old bicycle" gives
 * ["living with dementia", "oxygen at home", "key under the third pot, left of the door beside the old bicycle"].
 */
export function risksOf(notes: string): string[] {
  const lines = notes.split(/[;\n]/).map((line) => line.trim());
  const risks = lines.flatMap((line) => {
    const parts = line.split(/,\s+/);
    return parts.every((part) => part.length <= longestRisk / 2) ? parts : [line];
  });
  return [...new Set(risks.filter((risk) => risk !== ""))];
}

/** What a responder must know of a person: the risks of the record first, then the notes. */
export const mustKnow = ({ risks, notes }: Pick<Person, "risks" | "notes">): string[] => [
  ...new Set([...risks.map(riskText), ...risksOf(notes)]),
];
