/** What is stored differs from what must be stored: the message names the first reading or trigger that shows it. */
export class Difference extends Error {
  readonly code = "difference";
}

export function differs(sentence: string): never {
  throw new Difference(sentence);
}
