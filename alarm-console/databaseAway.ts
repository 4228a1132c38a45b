/** SQLSTATE codes and system error codes of a database that is down, stopping, starting, read-only, out of connections, too slow or waiting for a lock. */
const sqlStates = /^(08...|25006|57P0[1-5]|57014|53300|55P03)$/;
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
/** Errors of the client library without a code. */
const messages =
  /timeout exceeded when trying to connect|connection terminated|client has encountered a connection error|query read timeout|pool after calling end/i;

/** Whether this error, or its cause, means that the database cannot answer now. False for a fault in the query itself. */
export function databaseAway(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code } = one as { code?: unknown };
    if (typeof code === "string" && (sqlStates.test(code) || systemCodes.has(code))) return true;
    if (messages.test(one.message)) return true;
    if (one instanceof AggregateError && one.errors.some(databaseAway)) return true;
  }
  return false;
}
