import { clearStored, readStored, writeStored } from "./phoneStore.ts";

/**
 * The last answers of the service, by what they answer: "homes", "tonight/7", "case/12". A page shows them at once when it opens, and says of what time
 * they are. They are deleted at sign-out, on leaving a home, and when the service refuses to show something.
 */
let generation = 0;

export const lastAnswer = <T>(of: string): Promise<T | null> => readStored<T>("answers", of);

/** `since`: an answer to a question that was asked before everything was deleted is not stored. */
export function keepAnswer(of: string, value: unknown, since = generation): void {
  if (since === generation) void writeStored("answers", of, value);
}

export const presentGeneration = (): number => generation;

export async function forgetAnswers(): Promise<void> {
  generation += 1;
  await clearStored("answers");
}
