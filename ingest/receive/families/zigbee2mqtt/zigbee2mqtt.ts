import { isLifeSafety } from "#domain/reading.ts";
import type { GatewayFamily, GatewayMessage, GatewayNews, GatewayReading, GatewayResult, ModelOf } from "../gatewayFamily.ts";
import { type Members, readMembers } from "../tolerantJson.ts";
import { readInventory, readOnline } from "./bridge.ts";
import { kindsOfModel } from "./models.ts";
import { isDangerField, mayHoldCall, readState } from "./state.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

const noNews: GatewayNews = { readings: [], offers: [], presence: [], gatewayOnline: null, counters: [] };
const news = (some: Partial<GatewayNews>): GatewayResult => ({ ok: true, news: { ...noNews, ...some } });
const unread = (reason: string, externalId: string | null, call: boolean): GatewayResult => ({ ok: false, reason, externalId, call });

/** What is sent to Zigbee2MQTT, and no report. */
const commands = /\/(?:set|get)(?:\/|$)/;

/**
 * Zigbee2MQTT, version 1 and 2, with output as JSON or by attribute.
 *
 * - `<name>`: the state of a device; `<name>/<attribute>`: one field of it, with output by attribute.
 * - `<name>/availability`: whether the bridge reaches the device.
 * - `bridge/state`, `bridge/devices`: whether the bridge runs, and its inventory. Its other topics say nothing of a home.
 */
export const zigbee2mqtt: GatewayFamily = {
  name: "zigbee2mqtt",
  title: "Zigbee2MQTT",
  defaultBaseTopic: "zigbee2mqtt",
  // Names of devices may have slashes, and the bridge publishes much that is of no use here: a refusal would end its connection.
  topics: ["#"],
  inventoryTopic: "bridge/devices",
  kindsOf: kindsOfModel,
  decode(message, modelOf) {
    const result = decoded(message, modelOf);
    return message.isStoredCopy ? ofStoredCopy(result) : result;
  },
};

/** A stored copy shows that there is such a device, and nothing more: its age is unknown. */
function ofStoredCopy(result: GatewayResult): GatewayResult {
  if (!result.ok) return { ...result, call: false };
  const heartbeat = { kind: "heartbeat" } as const;
  const readings = result.news.readings.map((one): GatewayReading => {
    return { ...one, type: "event", mark: null, decoded: { ...one.decoded, value: heartbeat } };
  });
  return news({ ...result.news, readings });
}

function decoded({ topic, payload }: GatewayMessage, modelOf: ModelOf): GatewayResult {
  let text: string;
  try {
    text = utf8.decode(payload);
  } catch {
    return undecodable(topic, payload.toString("latin1"), "not valid UTF-8", modelOf);
  }
  if (topic.startsWith("bridge/")) return decodeBridge(topic, text);
  if (commands.test(topic)) return news({});
  const { externalId, attribute } = sender(topic, modelOf);
  if (attribute === "availability") {
    const online = readOnline(text, parsed(text));
    if (online !== null) return news({ presence: [{ externalId, online }] });
    return unread("availability: neither online nor offline", externalId, false);
  }
  // An empty message deletes a retained one.
  if (text === "") return news({});
  const fields = attribute === null ? readMembers(text) : attributeFields(attribute, text);
  if (fields === null) return undecodable(topic, text, "not a JSON object", modelOf);
  return decodeState(externalId, fields, modelOf);
}

function decodeState(externalId: string, fields: Members, modelOf: ModelOf): GatewayResult {
  const registered = modelOf(externalId) ?? embeddedModel(fields);
  const readings = readState(externalId, fields, registered);
  if (readings.some(({ decoded }) => isLifeSafety(decoded.value))) return news({ readings });
  // Of a danger that is there and damaged, such as `"smoke":tru`, the other fields do not tell what it was.
  const [damaged] = Object.entries(fields).find(([name, value]) => typeof value === "symbol" && isDangerField(name)) ?? [];
  if (damaged !== undefined) return unread(`${damaged}: not readable`, externalId, true);
  return news({ readings });
}

/** Older versions can put the device into each message. */
function embeddedModel({ device }: Members): { model: string; kinds: ReturnType<typeof kindsOfModel> & {} } | undefined {
  const model = typeof device === "object" && device !== null ? (device as { model?: unknown }).model : undefined;
  return typeof model === "string" ? { model, kinds: kindsOfModel(model) ?? [] } : undefined;
}

/** Which device a topic names. A registered name with slashes is that device; otherwise the last level may be an attribute of it. */
function sender(topic: string, modelOf: ModelOf): { externalId: string; attribute: string | null } {
  const slash = topic.lastIndexOf("/");
  if (slash < 0 || modelOf(topic) !== undefined) return { externalId: topic, attribute: null };
  const [before, last] = [topic.slice(0, slash), topic.slice(slash + 1)];
  const isAttribute = last === "availability" || last === "action" || modelOf(before) !== undefined;
  return isAttribute ? { externalId: before, attribute: last } : { externalId: topic, attribute: null };
}

/** `action` with the bare word `emergency`, `contact` with `false`. */
const attributeFields = (attribute: string, text: string): Members => ({ [attribute]: parsed(text) ?? text });

function decodeBridge(topic: string, text: string): GatewayResult {
  if (topic === "bridge/state") {
    const online = readOnline(text, parsed(text));
    return online === null ? unread("bridge/state: neither online nor offline", null, false) : news({ gatewayOnline: online });
  }
  if (topic !== "bridge/devices") return news({});
  const inventory = readInventory(parsed(text));
  return inventory === null ? unread("bridge/devices: not a list of devices", null, false) : news(inventory);
}

function undecodable(topic: string, text: string, reason: string, modelOf: ModelOf): GatewayResult {
  if (topic.startsWith("bridge/")) return unread(reason, null, false);
  const { externalId } = sender(topic, modelOf);
  return unread(reason, externalId, mayHoldCall(text, modelOf(externalId)?.kinds ?? []));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
