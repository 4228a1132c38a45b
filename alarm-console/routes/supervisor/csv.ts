/**
 * Rows as CSV (RFC 4180), with the names of the columns first. A text that a spreadsheet would take for a formula gets an apostrophe in front:
 * a home may be named "=1+1".
 */
export function csvOf(columns: readonly string[], rows: readonly object[]): string {
  const lines = rows.map((row) => columns.map((column) => field((row as Record<string, unknown>)[column])).join(","));
  return `${[columns.join(","), ...lines].join("\r\n")}\r\n`;
}

function field(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const text = String(value);
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
