import { readingFields } from "#domain/reading.ts";
import { hasCallWord, holdsCall } from "./callWords.ts";
import { listMembers, type Member } from "./tolerantJson.ts";

/** What a device says of itself and not of the person. Names without `_`, `-` and capital letters. */
const reports = new Set([
  ...[
    "battery",
    "batterylow",
    "lowbattery",
    "batterylevel",
    "batterypercentage",
    "batterypercent",
    "batteryvoltage",
    "bat",
    "batt",
    "vbat",
  ],
  ...["voltage", "linkquality", "lqi", "rssi", "snr", "signal", "heartbeat", "alive", "online", "available", "keepalive"],
]);
const companions = new Set([
  ...readingFields.map((field) => field.toLowerCase()),
  ...["id", "device", "deviceid", "dev", "deveui", "mac", "ip", "ts", "time", "timestamp", "date", "uptime", "counter", "model", "name"],
  ...["temp", "temperature", "devicetemperature", "version", "fw", "firmware", "hw", "value", "level", "percent", "unit"],
]);
/** Their value tells what the message is. */
const titles = new Set(["kind", "type", "event", "msg", "message", "cmd", "status", "state"]);
const titleWords =
  /^(heartbeat|keep-?alive|ping|pong|alive|status|online|offline|(dis)?connected|available|ok|normal|idle|standby|periodic|battery|battery[ _-]?low|low[ _-]?battery)$/i;

const plainName = (name: string): string => name.replaceAll(/[_\s-]/g, "").toLowerCase();

function isReport(members: readonly Member[]): boolean {
  let reported = false;
  for (const member of members) {
    const { value } = member;
    const name = plainName(member.name);
    if (holdsCall(member) || (typeof value === "object" && value !== null)) return false;
    // Here a word of a call is denied: `"smoke":false`.
    if (reports.has(name) || hasCallWord(member.name)) reported = true;
    else if (titles.has(name)) {
      if (typeof value !== "string" || !titleWords.test(value.trim())) return false;
      reported = true;
    } else if (!companions.has(name)) return false;
  }
  return reported;
}

const number = String.raw`-?\d+(?:[.,]\d+)?\s*(?:%|m?v|dbm)?`;
/** Whole messages that are no JSON. A number may follow a heartbeat; after the battery it is its level. */
const plainReports = [
  /^\W*(?:ping|pong|alive|online|offline|(?:dis)?connected|ok)\W*$/i,
  new RegExp(String.raw`^\W*(?:heartbeat|keep-?alive|hb)(?:[\s;,|:=/]+(?:(?:seq|rssi|batt?|battery|id|ts?)[=:])?${number})*\W*$`, "i"),
  new RegExp(String.raw`^\W*(?:low[\s_-]*)?(?:batt?(?:ery)?|vbat)(?:[\s_-]*low)?[\s;,|:=/]*(?:${number})?\W*$`, "i"),
  /^\d{1,3}\s*%$/,
  /^(?:0|false|off|released)$/i,
];

/** A heartbeat in JSON that was cut off behind its kind. */
const cutOffHeartbeat = /^\s*\{[^{}]*"(?:kind|type|event)"\s*:\s*"heartbeat"[^{}]*$/i;

/**
 * Whether a message that cannot be read is beyond doubt a heartbeat or a report of the battery or the radio. In doubt it is not: a press
 * that was cut off may begin with its battery, and one ring too many costs less than a call that is lost.
 *
 * Examples that are: `{"battery":12}`, `BATT=20%`, `{"smoke":false,"battery_low":false,"linkquality":80}`, `{"state":"offline"}`,
 * `{"kind":"heartbeat","seq":`. Examples that are not: `{"battery":12,`, an empty message, `{"status":"on"}`, `BAT=80,BTN=1`.
 */
export function isHousekeepingMessage(text: string): boolean {
  const bare = text.replaceAll("\0", "").trim();
  const json = bare.includes('"') ? bare : bare.replaceAll("'", '"');
  const members = listMembers(json);
  if (members !== null) return isReport(members);
  if (json.startsWith("[")) return isListOfReports(json);
  if (hasCallWord(bare)) return false;
  return cutOffHeartbeat.test(json) || plainReports.some((report) => report.test(bare));
}

function isListOfReports(json: string): boolean {
  try {
    const all = JSON.parse(json) as unknown[];
    return all.length > 0 && all.every((one) => isReport(listMembers(JSON.stringify(one)) ?? [{ name: "", value: one }]));
  } catch {
    return false;
  }
}
