/** SQLSTATE classes and codes, and system codes, of a database that is gone, going, starting, full, too slow or held up by a lock. */
const sqlStates = /^(08...|57P0[1-5]|57014|53300|55P03)$/;
const systemCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENOENT",
]);
/** What pg says without a code. */
const messages =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|query read timeout|pool after calling end/i;

/** Whether this error, or what caused it, means that the database cannot be asked now, rather than that the question was wrong. */
export function databaseAway(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code } = one as { code?: unknown };
    if (typeof code === "string" && (sqlStates.test(code) || systemCodes.has(code))) return true;
    if (messages.test(one.message)) return true;
    if (one instanceof AggregateError && one.errors.some(databaseAway)) return true;
  }
  return false;
}
