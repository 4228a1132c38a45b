import { isLifeSafety } from "#domain/reading.ts";
import { belowBase, familyNamed } from "../receive/families/catalogue.ts";
import type { GatewayFamily, GatewayMessage, GatewayResult, ModelOf } from "../receive/families/gatewayFamily.ts";
import { namesDanger } from "../receive/families/mapping/wellKnown.ts";

/**
 * So much of a message is read. The largest real ones of a device have 20 kB (an uplink that twenty LoRaWAN gateways heard). A hostile one of 4 MB
 * takes the families seconds, in which the press of another home would wait; `npm run bench -- --only decode` measures one of this size.
 */
export const deviceMessageBytes = 32_768;
/** Of an inventory: that of 200 Zigbee devices has 1 MB. */
export const inventoryBytes = 2_097_152;

/**
 * What a message means to its family. Of a message that is too large only the beginning is read, for the device that it is from and for a
 * call; in the rest only the names of calls and dangers are looked for (docs/guarantees.md, 6). `topic`: with the base topic.
 */
export function decodeMessage(familyName: string, baseTopic: string, message: GatewayMessage, modelOf: ModelOf): GatewayResult {
  const family = familyNamed(familyName);
  if (family === undefined)
    return { ok: false, reason: `the family ${familyName} is not in this version of Link Line`, externalId: null, call: false };
  const topic = belowBase(baseTopic, message.topic);
  const most = limitOf(family, topic);
  const result = family.decode({ ...message, topic, payload: message.payload.subarray(0, most) }, modelOf);
  if (message.payload.length <= most) return result;
  // From 1,000 bytes before the limit on: a name and its value may lie on both sides of it.
  const rest = message.isStoredCopy ? "" : message.payload.toString("latin1", most - 1_000);
  return tooLarge(result, { bytes: message.payload.length, most, namesCall: namesDanger(rest) || callAction.test(rest) });
}

const callAction = /"(?:action|event)"\s*:\s*"(?:emergency|sos|panic|mayday|fall)/i;

/** The part of a message that is read, and stored where it cannot be read. */
export function readPart(familyName: string, baseTopic: string, { topic, payload }: Pick<GatewayMessage, "topic" | "payload">): Buffer {
  const family = familyNamed(familyName);
  return payload.subarray(0, family === undefined ? deviceMessageBytes : limitOf(family, belowBase(baseTopic, topic)));
}

const limitOf = ({ inventoryTopic }: GatewayFamily, topic: string): number =>
  topic === inventoryTopic ? inventoryBytes : deviceMessageBytes;

interface Size {
  bytes: number;
  most: number;
  /** What is not read names a call or a danger. */
  namesCall: boolean;
}

function tooLarge(beginning: GatewayResult, { bytes, most, namesCall }: Size): GatewayResult {
  const [size, limit] = [bytes, most].map((count) => count.toLocaleString("en-GB"));
  const reason = `too large: ${size} bytes, and at most ${limit} are read`;
  if (!beginning.ok) return { ...beginning, reason, call: beginning.call || (namesCall && beginning.externalId !== null) };
  const { readings } = beginning.news;
  const [first] = readings;
  // A topic that says nothing of a home, such as the log of a bridge.
  if (first === undefined) return beginning;
  return {
    ok: false,
    reason,
    externalId: first.externalId,
    call: namesCall || readings.some(({ decoded }) => isLifeSafety(decoded.value)),
  };
}
