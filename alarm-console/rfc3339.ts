/** Epoch milliseconds as the API shows a time: RFC 3339, UTC. */
export const rfc3339 = (ms: number): string => new Date(ms).toISOString();
export const rfc3339OrNull = (ms: number | null): string | null => (ms === null ? null : rfc3339(ms));
