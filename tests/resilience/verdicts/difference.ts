/** What should be and what is are not the same: the message names the first reading or trigger that shows it. */
export class Difference extends Error {
  readonly code = "difference";
}

export function differs(sentence: string): never {
  throw new Difference(sentence);
}
