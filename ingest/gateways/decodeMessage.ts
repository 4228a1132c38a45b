import { isLifeSafety } from "#domain/reading.ts";
import { belowBase, familyNamed } from "../receive/families/catalogue.ts";
import type { GatewayFamily, GatewayMessage, GatewayResult, ModelOf } from "../receive/families/gatewayFamily.ts";

/**
 * So much of a message is read. The largest real ones of a device have 20 kB (an uplink that twenty LoRaWAN gateways heard). A hostile one of 4 MB
 * takes the families seconds, in which the press of another home would wait; `npm run bench -- --only decode` measures one of this size.
 */
export const deviceMessageBytes = 32_768;
/** Of an inventory: that of 200 Zigbee devices has 1 MB. */
export const inventoryBytes = 2_097_152;

/**
 * What a message means to its family. Of a message that is too large only the beginning is looked at: for the device that it is from, and for a
 * call. `topic`: with the base topic.
 */
export function decodeMessage(familyName: string, baseTopic: string, message: GatewayMessage, modelOf: ModelOf): GatewayResult {
  const family = familyNamed(familyName);
  if (family === undefined)
    return { ok: false, reason: `the family ${familyName} is not in this version of Link Line`, externalId: null, call: false };
  const topic = belowBase(baseTopic, message.topic);
  const most = limitOf(family, topic);
  const result = family.decode({ ...message, topic, payload: message.payload.subarray(0, most) }, modelOf);
  return message.payload.length <= most ? result : tooLarge(result, message.payload.length, most);
}

/** The part of a message that is read, and stored where it cannot be read. */
export function readPart(familyName: string, baseTopic: string, { topic, payload }: Pick<GatewayMessage, "topic" | "payload">): Buffer {
  const family = familyNamed(familyName);
  return payload.subarray(0, family === undefined ? deviceMessageBytes : limitOf(family, belowBase(baseTopic, topic)));
}

const limitOf = ({ inventoryTopic }: GatewayFamily, topic: string): number =>
  topic === inventoryTopic ? inventoryBytes : deviceMessageBytes;

function tooLarge(beginning: GatewayResult, bytes: number, most: number): GatewayResult {
  const [size, limit] = [bytes, most].map((count) => count.toLocaleString("en-GB"));
  const reason = `too large: ${size} bytes, and at most ${limit} are read`;
  if (!beginning.ok) return { ...beginning, reason };
  const { readings } = beginning.news;
  const [first] = readings;
  // A topic that says nothing of a home, such as the log of a bridge.
  if (first === undefined) return beginning;
  return { ok: false, reason, externalId: first.externalId, call: readings.some(({ decoded }) => isLifeSafety(decoded.value)) };
}
