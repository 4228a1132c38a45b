import type { Person } from "#domain/record/personFields.ts";
import { riskName } from "#domain/record/riskNames.ts";
import { dateWords } from "../../clock/wallTime.ts";

type Risk = Person["risks"][number];

/** "oxygen: two cylinders behind the sofa"; of the kind "other" its note alone. */
export function riskText({ risk, note }: Risk): string {
  if (note === "") return riskName(risk);
  return risk === "other" ? note : `${riskName(risk)}: ${note}`;
}

const needWords: Record<Person["communicationNeeds"][number], string> = {
  hearing: "needs help with hearing",
  sight: "needs help with sight",
  signs: "uses sign language",
  speech: "needs help with speech",
};

/**
 * How to talk with a person, the most useful first.
 *
 * Example: ["speak slowly", "needs help with hearing", "speaks Polish", "likes to be called Edie"].
 */
export const howToTalk = ({ communication, communicationNeeds, language, preferredName, name }: Person): string[] => [
  ...(communication === "" ? [] : [communication]),
  ...communicationNeeds.map((need) => needWords[need]),
  ...(language === "" ? [] : [`speaks ${language}`]),
  ...(preferredName === "" || preferredName === name ? [] : [`likes to be called ${preferredName}`]),
];

/** "27 April 1938, 88 years old". Both are dates such as "1938-04-27". */
export function birthText(born: string, today: string): string {
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
  return `${dateWords(born)}, ${years} years old`;
}

/** What an ambulance or the doctor asks for: ["born 27 April 1938, 88 years old", "GP: Dr Ash, 020 7946 0100", "NHS number 943 476 5919"]. */
export const medicalFacts = ({ dateOfBirth, gp, nhsNumber }: Person, today: string): string[] => [
  ...(dateOfBirth === null ? [] : [`born ${birthText(dateOfBirth, today)}`]),
  ...(gp === "" ? [] : [`GP: ${gp}`]),
  ...(nhsNumber === null ? [] : [`NHS number ${nhsNumber.replace(/(\d{3})(\d{3})(\d{4})/, "$1 $2 $3")}`]),
];
