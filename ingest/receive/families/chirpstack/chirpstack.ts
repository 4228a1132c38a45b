import { readDeviceTime } from "../deviceTime.ts";
import type { GatewayFamily, GatewayMessage, GatewayResult, ModelOf, OfferedDevice, RegisteredModel } from "../gatewayFamily.ts";
import { kindsOfLorawan } from "../lorawan/models.ts";
import { counterOf, strongest } from "../lorawan/uplink.ts";
import { uplinkResult } from "../lorawan/uplinkResult.ts";
import { heartbeatOf, noNews } from "../mapping/deviceReadings.ts";
import { type Json, listIn, objectIn, readPayload, textIn } from "../mapping/payloadText.ts";
import { emptyReport, percent, type Report, withField } from "../mapping/report.ts";
import { mayCall, unread } from "../mapping/suspicion.ts";

const topics = ["up", "status", "join", "ack", "log"].map((event) => `application/+/device/+/event/${event}`);
const topicShape = /^application\/[^/]+\/device\/([^/]+)\/event\/([^/]+)$/;

/** One event, and the device that its topic names. */
interface Event {
  event: Json;
  externalId: string;
  registered: RegisteredModel | undefined;
  text: string;
  message: GatewayMessage;
}

/** ChirpStack v4, with payloads in JSON. See README.md beside this file. */
export const chirpstack: GatewayFamily = {
  name: "chirpstack",
  title: "ChirpStack (LoRaWAN)",
  defaultBaseTopic: "",
  inventoryTopic: null,
  topics,
  decode,
  kindsOf: kindsOfLorawan,
};

function decode(message: GatewayMessage, modelOf: ModelOf): GatewayResult {
  const [, euiInTopic, name] = topicShape.exec(message.topic) ?? [];
  if (euiInTopic === undefined) return unread("unknown topic", null, false);
  const externalId = euiInTopic.toLowerCase();
  const registered = modelOf(externalId) ?? modelOf(euiInTopic.toUpperCase());
  const { text, members: event, fault } = readPayload(message.payload);
  // Only an uplink carries what the person does: a damaged status or join is no call.
  const isUplink = name === "up";
  if (event === null) return unread(fault ?? "", externalId, isUplink && mayCall(text, registered, message));
  const named = textIn(objectIn(event, "deviceInfo"), "devEui");
  if (named !== null && named.toLowerCase() !== externalId)
    return unread(`names another device than its topic: ${named}`, externalId, isUplink && mayCall(text, registered, message));
  const reader = readers.get(name ?? "") ?? (() => ({ ok: true, news: noNews }) as const);
  const result = reader({ event, externalId, registered, text, message });
  return result.ok && message.isStoredCopy ? { ok: true, news: { ...noNews, offers: result.news.offers } } : result;
}

const readers = new Map<string, (event: Event) => GatewayResult>([
  ["up", readUp],
  ["status", readStatus],
  ["join", (event) => present(event, [offerOf(event)])],
  // Without `acknowledged` the downlink timed out: that the device is there is not shown.
  ["ack", (event) => (event.event.acknowledged === true ? present(event) : { ok: true, news: noNews })],
  ["log", (event) => (heardFromDevice.has(textIn(event.event, "code") ?? "") ? present(event) : { ok: true, news: noNews })],
]);

/** Log entries about a message of this device. A wrong integrity code (`UPLINK_MIC`) may be another device's, and the others are about messages to it. */
const heardFromDevice = new Set(["UPLINK_CODEC", "OTAA", "UPLINK_F_CNT_RESET", "UPLINK_F_CNT_RETRANSMISSION"]);

/** `time` is the clock of the radio gateway or the network server. */
const reportOf = (event: Json): Report => withField(emptyReport, "at", event.time, readDeviceTime);

function readUp({ event, externalId, registered, text, message }: Event): GatewayResult {
  const reportId = textIn(event, "deduplicationId");
  const report = { ...reportOf(event), signal: strongest(listIn(event, "rxInfo")) };
  const object = objectIn(event, "object");
  const session = textIn(event, "devAddr");
  const count = counterOf(event.fCnt);
  const counters = session === null || count === null ? [] : [{ externalId, session, count }];
  const offers = registered === undefined ? [offerOf({ event, externalId })] : [];
  const profile = textIn(objectIn(event, "deviceInfo"), "deviceProfileName");
  const port = counterOf(event.fPort);
  const hasPayload = Boolean(event.data) || Boolean(event.object);
  return uplinkResult({ externalId, registered, profile, port, object, report, reportId, hasPayload, text, message }, { offers, counters });
}

function readStatus({ event, externalId }: Event): GatewayResult {
  const isUnknown = event.batteryLevelUnavailable === true || event.externalPowerSource === true;
  const report = reportOf(event);
  const battery = isUnknown ? report : withField(report, "battery", event.batteryLevel === 255 ? null : event.batteryLevel, percent);
  // False means "on battery", which is no loss of mains power.
  const mains = event.externalPowerSource === true ? true : null;
  const readings = [heartbeatOf(externalId, { ...battery, mains }, textIn(event, "deduplicationId"))];
  const margin = marginOf(event);
  return { ok: true, news: { ...noNews, readings, ...(margin === null ? {} : { margins: [{ externalId, margin }] }) } };
}

/** ChirpStack leaves out a margin of 0. */
function marginOf({ margin = 0 }: Json): number | null {
  return typeof margin === "number" && Number.isInteger(margin) && margin >= -32 && margin <= 31 ? margin : null;
}

/** The device is there. */
const present = ({ event, externalId }: Event, offers: readonly OfferedDevice[] = []): GatewayResult => ({
  ok: true,
  news: { ...noNews, readings: [heartbeatOf(externalId, reportOf(event), textIn(event, "deduplicationId"))], offers },
});

function offerOf({ event, externalId }: Pick<Event, "event" | "externalId">): OfferedDevice {
  const info = objectIn(event, "deviceInfo");
  const model = textIn(info, "deviceProfileName");
  return { externalId, name: textIn(info, "deviceName") ?? externalId, model, maker: null, kinds: (model && kindsOfLorawan(model)) || [] };
}
