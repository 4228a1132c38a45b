/** Epoch milliseconds, as the pool gives a time, on the wire. */
export const rfc3339 = (ms: number): string => new Date(ms).toISOString();
export const rfc3339OrNull = (ms: number | null): string | null => (ms === null ? null : rfc3339(ms));
