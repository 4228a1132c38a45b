import { createRandom } from "../simulation/random.ts";
import { type PastAnswer, type PastEvent, pressAt } from "./pastEvents.ts";

/**
 * The calls of an ordinary day: people press by accident, ask for something, or want to hear a voice. There are enough of them that the wall
 * and the reports show a centre at work.
 */

const presses: readonly [PastAnswer, ...PastAnswer[]] = [
  { outcome: "accidental", text: "Leant on the pendant in the armchair. All well." },
  { outcome: "reassurance", text: "Woke from a nap and felt unsure. Talked until all was well." },
  { outcome: "assistance", text: "Asked when the carer comes. Rang the agency: within the hour." },
  { outcome: "accidental", text: "Pressed while putting on a cardigan." },
  { outcome: "assistance", called: 1, text: "Could not open the tablets. The family comes by." },
  { outcome: "reassurance", text: "Asked whether the pendant works. It does." },
  { outcome: "falseAlarm", text: "A visiting child pressed it." },
];

/** The person of the third home does not speak: the centre calls his brother. */
const silentPresses: readonly [PastAnswer, ...PastAnswer[]] = [
  { outcome: "accidental", called: 1, text: "Answered by text message: pressed by accident." },
  { outcome: "assistance", called: 1, text: "Wrote that he feels dizzy. His brother looked in: all well." },
  { outcome: "reassurance", called: 1, text: "Answered by text message: all well." },
];
const silentHome = 3;

const monthlyTest: PastAnswer = { outcome: "testCall", text: "Monthly test: the voice is clear, the pendant works." };

/** The call of a home on a day; on each fourth day it does not call. `day`: its number since 1970. `nightsAgo`: 0 is today. */
export function ordinaryCallOf(seed: number, day: number, nightsAgo: number): PastEvent | undefined {
  const random = createRandom(seed, day, 4);
  const press = pressAt(random.whole(9 * 60, 19 * 60) / 60);
  if (nightsAgo === 10 + seed) return { ...press, ...monthlyTest };
  if ((day + seed) % 4 === 0) return undefined;
  return { ...press, ...random.pick(seed === silentHome ? silentPresses : presses) };
}

/** How the centre closes the first home's trips at night, which her son answers. */
const trips: readonly [PastAnswer, ...PastAnswer[]] = [
  { outcome: "reassurance", text: "Her son rang her: she was in the bathroom." },
  { outcome: "reassurance", text: "Back in bed. Her son saw no need to come." },
  { outcome: "falseAlarm", text: "A trip to the bathroom, as on most nights." },
];

export const answerToTrip = (day: number): PastAnswer => createRandom(day, 5).pick(trips);
