import { type DeviceKind, lifeSafetyKinds } from "#domain/reading.ts";
import { readDeviceTime } from "../deviceTime.ts";
import type { GatewayFamily, GatewayMessage, GatewayResult, ModelOf, OfferedDevice } from "../gatewayFamily.ts";
import { heartbeatOf, noNews, readDevices, unlessContradicted } from "../mapping/deviceReadings.ts";
import { type Json, objectIn, readPayload } from "../mapping/payloadText.ts";
import { dbm, emptyReport, type Report, withField } from "../mapping/report.ts";
import { mayCall, unread } from "../mapping/suspicion.ts";
import { namesDanger } from "../mapping/wellKnown.ts";
import { furtherInputs, inputParts } from "./inputs.ts";
import { kindsOfTasmota } from "./models.ts";
import { zigbeeCall, zigbeeParts } from "./zigbee.ts";

/** Tasmota, with its Zigbee bridge. See README.md beside this file. */
export const tasmota: GatewayFamily = {
  name: "tasmota",
  title: "Tasmota",
  defaultBaseTopic: "",
  inventoryTopic: null,
  topics: ["tele/+/SENSOR", "tele/+/STATE", "tele/+/LWT", "stat/+/RESULT"],
  decode,
  kindsOf: kindsOfTasmota,
};

const topicShape = /^(?:tele\/([^/]+)\/(SENSOR|STATE|LWT)|stat\/([^/]+)\/(RESULT))$/;

function decode(message: GatewayMessage, modelOf: ModelOf): GatewayResult {
  const [, teleName, teleTopic, statName, statTopic] = topicShape.exec(message.topic) ?? [];
  const [name, topic] = [teleName ?? statName, teleTopic ?? statTopic];
  if (name === undefined) return unread("unknown topic", null, false);
  if (topic === "LWT") return readLastWill(name, message);
  const { text, members, fault } = readPayload(message.payload);
  if (members === null)
    return topic === "STATE" ? unread(fault ?? "", name, false) : unreadMessage(fault ?? "", name, text, message, modelOf);
  if (message.isStoredCopy) return { ok: true, news: noNews };
  const report = reportOf(members);
  if (topic === "STATE") return { ok: true, news: { ...noNews, readings: [heartbeatOf(name, report, null)] } };
  return readSensors(name, members, text, report, topic === "RESULT", modelOf);
}

/**
 * A result is a change, and so is what a Zigbee device sends; a danger in it counts each time. A telegram says every five minutes what is so:
 * there only a change counts. Except of a fall, which has no end that could be missed.
 */
function readSensors(name: string, members: Json, text: string, report: Report, isResult: boolean, modelOf: ModelOf): GatewayResult {
  const parts = [...inputParts(name, members, isResult, modelOf), ...zigbeeParts(members, modelOf)];
  const typeOf = (isEvent: boolean) => (kind: DeviceKind) =>
    kind === "fall" || (isEvent && lifeSafetyKinds.has(kind)) ? "event" : "level";
  const { readings, doubt } = readDevices(
    parts.map(({ isEvent, ...part }) => ({ ...part, model: undefined, report, reportId: null, typeOf: typeOf(isEvent) })),
  );
  if (doubt !== null) return unread(`${doubt.path}: cannot be read`, doubt.externalId, true);
  const offers = furtherInputs(members)
    .map((input) => offer(`${name}/${input}`))
    .filter(({ externalId }) => modelOf(externalId) === undefined);
  return unlessContradicted(isDanger(text), name, { ...noNews, readings, offers });
}

const isDanger = (text: string): boolean => namesDanger(text) || zigbeeCall.test(text);

const withZone = /(?:Z|[+-]\d\d:?\d\d)\s*$/;

/** Tasmota's usual time is the home's local one without a zone. As it cannot be compared with ours, it counts as none. */
function reportOf(members: Json): Report {
  const { Time: time } = members;
  const isLocal = typeof time === "string" && !withZone.test(time) && readDeviceTime(time) !== null;
  return withField(withField(emptyReport, "at", isLocal ? null : time, readDeviceTime), "signal", objectIn(members, "Wifi")?.Signal, dbm);
}

function readLastWill(name: string, { payload }: GatewayMessage): GatewayResult {
  const said = payload.toString("latin1").trim().toLowerCase();
  if (said !== "online" && said !== "offline") return unread("neither Online nor Offline", name, false);
  return { ok: true, news: { ...noNews, presence: [{ externalId: name, online: said === "online" }] } };
}

const quoted = /"([^"\\]{1,64})"/g;

/** Whom it may be about: the Tasmota, its inputs, and every Zigbee device that the text names. */
function unreadMessage(reason: string, name: string, text: string, message: GatewayMessage, modelOf: ModelOf): GatewayResult {
  const words = [...new Set([...text.matchAll(quoted)].slice(0, 200).map(([, word = ""]) => word))];
  const named = words.flatMap((word) => [`${name}/${word}`, word]).filter((externalId) => modelOf(externalId) !== undefined);
  const caller = [name, ...named].find((externalId) => mayCall(text, modelOf(externalId), message));
  return unread(reason, caller ?? name, caller !== undefined || (!message.isStoredCopy && isDanger(text)));
}

const offer = (externalId: string): OfferedDevice => ({ externalId, name: externalId, model: null, maker: null, kinds: [] });
