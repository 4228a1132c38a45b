import type { Member } from "./tolerantJson.ts";

/** Words of a call for help or a danger, as makers write them. */
const callWords =
  /button|btn|press|push|sos|mayday|fall|fell|smoke|fire|carbon|\bco\b|gas|flood|leak|water|help|alarm|alert|emergency|panic|call|danger|detect|trigger|notruf|hilfe/i;

/** Values that deny what their name says: `"smoke":false`. */
const denials = new Set<unknown>([
  false,
  0,
  null,
  "",
  "0",
  "false",
  "off",
  "no",
  "none",
  "ok",
  "clear",
  "cleared",
  "normal",
  "idle",
  "released",
]);

export const hasCallWord = (text: string): boolean => callWords.test(text);

/** Whether a member says that help may be wanted: `"sos":true`, `"event":{"type":"SOS"}`, but not `"smoke":false`. */
export function holdsCall({ name, value }: Member): boolean {
  if (denials.has(typeof value === "string" ? value.trim().toLowerCase() : value)) return false;
  return hasCallWord(typeof value === "symbol" ? name : `${name} ${JSON.stringify(value)}`);
}
