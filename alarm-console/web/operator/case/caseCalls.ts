/** What staff do with a case: the last part of the address of the call. */
export const caseCalls = [
  ...(["claim", "release", "hand-over", "accept", "take-over", "follow-up", "heard"] as const),
  ...(["actions", "notes", "close", "reopen"] as const),
] as const;
export type Action = (typeof caseCalls)[number];
