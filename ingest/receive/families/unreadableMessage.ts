import { readingFields } from "#domain/reading.ts";
import type { Members } from "./tolerantJson.ts";

/** Words of a call for help or a danger, in English as makers write it. One of them anywhere, and the message may be a call. */
const callWords =
  /button|press|sos|fall|fell|smoke|fire|carbon|\bco\b|gas|flood|leak|water|help|alarm|alert|emergency|panic|call|danger|detected|trigger/i;

/** Members that tell of the device itself and never of the person. */
const housekeepingMembers = new Set<string>([
  ...readingFields.map((field) => field.toLowerCase()),
  "kind",
  "voltage",
  "rssi",
  "lqi",
  "linkquality",
  "uptime",
  "version",
  "firmware",
  "status",
  "online",
]);

const housekeepingKinds = /^(heartbeat|keep-?alive|ping|alive|status|online|offline|battery|lowbattery|battery_?low)$/i;

/** A heartbeat or battery report that is not JSON: the whole message is such a word, with a number behind it or not. */
const housekeepingText = /^\W*(heartbeat|keep-?alive|ping|alive|online|offline|battery|batt?)\b[\s\w:=%.,-]{0,40}$/i;

/** A heartbeat in JSON that was cut off behind its kind. */
const heartbeatBegins = /^[\s{]*"kind"\s*:\s*"heartbeat"/;

/**
 * Whether a message that cannot be read is beyond doubt a heartbeat or a report of the battery. `members` is null where it is no JSON
 * object. In doubt it is not: a press that was cut off may begin with its battery.
 *
 * Examples: `{"battery":12}`, `BATT=20%` and `{"kind":"heartbeat","seq":` are. `{"battery":12,`, an empty message and `{"kind":"test"}` are not.
 */
export function isHousekeeping(text: string, members: Members | null): boolean {
  if (heartbeatBegins.test(text)) return !callWords.test(text);
  if (callWords.test(text)) return false;
  if (members === null) return housekeepingText.test(text);
  const names = Object.keys(members);
  const { kind } = members;
  if (kind !== undefined && !(typeof kind === "string" && housekeepingKinds.test(kind))) return false;
  return names.length > 0 && names.every((name) => housekeepingMembers.has(name.toLowerCase()));
}
