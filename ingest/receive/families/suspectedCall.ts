import { isLifeSafety, lifeSafetyKinds, type ReadingValue, readingFields, readingKinds } from "#domain/reading.ts";
import { holdsCall } from "./callWords.ts";
import { isHousekeepingMessage } from "./housekeeping.ts";
import { listMembers } from "./tolerantJson.ts";

const namedKind = new RegExp(`\\bkind\\W{1,8}(?:${[...lifeSafetyKinds].join("|")})\\b`, "i");
/** Where the device is for something else, the message itself must name a kind for life safety. */
const isAboutLife = (text: string, deviceKind: string): boolean => lifeSafetyKinds.has(deviceKind) || namedKind.test(text);

/**
 * Whether a message that cannot be read may be a call for help. It may, where the device exists to call for help or the message names such
 * a kind; unless it is beyond doubt a heartbeat, a report of the battery or a reading of a kind that is no call.
 *
 * Examples, of a pendant: `{"kind":"button","pressed":tr`, an empty message and `BAT=80,BTN=1` may be. `{"battery":12}` and
 * `{"kind":"temperature","celsius":"warm"}` may not; of a door sensor only `{"kind":"button"` may be.
 */
export function mayBeCall(text: string, deviceKind: string): boolean {
  if (!isAboutLife(text, deviceKind)) return false;
  const members = listMembers(text);
  const kind = members?.findLast(({ name }) => name === "kind")?.value;
  if (members !== null && typeof kind === "string" && lifeSafetyKinds.has(kind)) return true;
  if (members !== null && typeof kind === "string" && (readingKinds as readonly string[]).includes(kind))
    return members.some((one) => one.name !== "kind" && holdsCall(one));
  return !isHousekeepingMessage(text);
}

const isField = (name: string): boolean => (readingFields as readonly string[]).includes(name);
const pressedOrFallen = /"pressed"[\s\0]*:[\s\0]*true|"state"[\s\0]*:[\s\0]*"(?:fallen|suspected)"/;

/**
 * Whether a message that reads as no call holds one as well. A JSON object may have a member twice, and the last one counts:
 * `{"kind":"button","pressed":true,"pressed":false}`. Or a member that its kind does not have says so: `{"kind":"heartbeat","sos":1}`.
 */
export function contradictsItself(text: string, value: ReadingValue, deviceKind: string): boolean {
  if (isLifeSafety(value) || !(isAboutLife(text, deviceKind) || pressedOrFallen.test(text))) return false;
  const first = new Map<string, string>();
  for (const member of listMembers(text) ?? []) {
    if (isField(member.name)) continue;
    if (!(member.name in value)) {
      if (holdsCall(member)) return true;
      continue;
    }
    const said = String(member.value);
    if ((first.get(member.name) ?? said) !== said) return true;
    first.set(member.name, said);
  }
  return false;
}
