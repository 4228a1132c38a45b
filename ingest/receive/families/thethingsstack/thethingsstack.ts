import { isLifeSafety } from "#domain/reading.ts";
import { readDeviceTime } from "../deviceTime.ts";
import type {
  GatewayFamily,
  GatewayMessage,
  GatewayNews,
  GatewayReading,
  GatewayResult,
  ModelOf,
  OfferedDevice,
  RegisteredModel,
} from "../gatewayFamily.ts";
import { kindsOfLorawan } from "../lorawan/models.ts";
import { counterOf, strongest } from "../lorawan/uplink.ts";
import { uplinkResult } from "../lorawan/uplinkResult.ts";
import { heartbeatOf, noNews } from "../mapping/deviceReadings.ts";
import { asObject, type Json, listIn, objectIn, readPayload, textIn } from "../mapping/payloadText.ts";
import { emptyReport, percent, withField } from "../mapping/report.ts";
import { mayCall, unread } from "../mapping/suspicion.ts";

const topicShape = /^v3\/[^/]+\/devices\/([^/]+)\/(up|join)$/;

/** The Things Stack v3. See README.md beside this file. */
export const theThingsStack: GatewayFamily = {
  name: "thethingsstack",
  title: "The Things Stack (LoRaWAN)",
  defaultBaseTopic: "",
  inventoryTopic: null,
  topics: ["v3/+/devices/+/up", "v3/+/devices/+/join"],
  decode,
  kindsOf: kindsOfLorawan,
};

function decode(message: GatewayMessage, modelOf: ModelOf): GatewayResult {
  const [, externalId, event] = topicShape.exec(message.topic) ?? [];
  if (externalId === undefined) return unread("unknown topic", null, false);
  const registered = modelOf(externalId);
  const { text, members, fault } = readPayload(message.payload);
  // A join says nothing of the person, so a damaged one is no call.
  const call = () => event === "up" && mayCall(text, registered, message);
  if (members === null) return unread(fault ?? "", externalId, call());
  const ids = objectIn(members, "end_device_ids");
  const named = textIn(ids, "device_id");
  if (named !== null && named !== externalId) return unread(`names another device than its topic: ${named}`, externalId, call());
  if (event === "join") return readJoin(externalId, members, message);
  const uplink = objectIn(members, "uplink_message");
  if (uplink === null) return unread("no uplink in it", externalId, call());
  return readUp({ externalId, registered, ids, members, uplink, text, message });
}

interface Up {
  externalId: string;
  registered: RegisteredModel | undefined;
  ids: Json | null;
  members: Json;
  uplink: Json;
  text: string;
  message: GatewayMessage;
}

function readUp({ externalId, registered, ids, members, uplink, text, message }: Up): GatewayResult {
  const receivedAt = uplink.received_at ?? members.received_at;
  const battery = objectIn(uplink, "last_battery_percentage")?.value;
  const dated = withField(emptyReport, "at", receivedAt, readDeviceTime);
  const report = { ...withField(dated, "battery", battery, percent), signal: strongest(listIn(uplink, "rx_metadata")) };
  const count = counterOf(uplink.f_cnt);
  const session = textIn(uplink, "session_key_id");
  const device = textIn(ids, "dev_eui") ?? externalId;
  const reportId = count === null || session === null ? null : `${device}:${session}:${count}`;
  const counters = count === null || session === null ? [] : [{ externalId, session, count }];
  const profile = profileOf(uplink);
  const offers = registered === undefined ? [offer(externalId, profile)] : [];
  const result = uplinkResult(
    {
      externalId,
      registered,
      profile,
      port: counterOf(uplink.f_port),
      object: valuesOf(uplink),
      hasPayload: Boolean(uplink.frm_payload) || Boolean(uplink.decoded_payload),
      report,
      reportId,
      text,
      message,
    },
    { offers, counters },
  );
  if (!result.ok) return result;
  const news = members.simulated === true ? simulated(result.news) : result.news;
  return { ok: true, news: { ...news, readings: news.readings.map((reading) => withTime(reading, receivedAt)) } };
}

/**
 * A counter may start again in one session (activation by personalization), and a new danger must not look like an old one: its name has the
 * time at which the network received it, which is the same in each copy. Without that time every message counts.
 */
function withTime(reading: GatewayReading, receivedAt: unknown): GatewayReading {
  if (!isLifeSafety(reading.decoded.value)) return reading;
  return { ...reading, reportId: reading.reportId === null || typeof receivedAt !== "string" ? null : `${reading.reportId}@${receivedAt}` };
}

/** A person sent it from the console of the network: the device was not heard. A danger in it rings, because doubt raises. */
const simulated = (news: GatewayNews): GatewayNews => ({
  ...noNews,
  readings: news.readings.filter(({ decoded }) => isLifeSafety(decoded.value)),
});

/** What the codec gave, and what the network made of it in its own names, for codecs whose names are not known. Its `battery` is in volts, and left out. */
function valuesOf(uplink: Json): Json | null {
  const decoded = objectIn(uplink, "decoded_payload");
  if (decoded === null) return null;
  const normalized = listIn(uplink, "normalized_payload").map((one) => {
    const [action, water, air] = ["action", "water", "air"].map((name) => objectIn(asObject(one), name));
    const values = {
      contactState: action?.contactState,
      motion: objectIn(action ?? null, "motion")?.detected,
      leak: water?.leak,
      temperature: air?.temperature,
    };
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
  });
  return normalized.length === 0 ? decoded : { ...decoded, normalized_payload: normalized };
}

/** `milesight-iot ws301`, where the device was made from the network's repository. */
function profileOf(uplink: Json): string | null {
  const version = objectIn(uplink, "version_ids");
  const model = textIn(version, "model_id");
  return model === null ? null : `${textIn(version, "brand_id") ?? ""} ${model}`.trim();
}

const offer = (externalId: string, profile: string | null): OfferedDevice => ({
  externalId,
  name: externalId,
  model: profile,
  maker: null,
  kinds: (profile && kindsOfLorawan(profile)) || [],
});

function readJoin(externalId: string, members: Json, { isStoredCopy }: GatewayMessage): GatewayResult {
  const report = withField(emptyReport, "at", members.received_at, readDeviceTime);
  const readings = isStoredCopy ? [] : [heartbeatOf(externalId, report, null)];
  return { ok: true, news: { ...noNews, readings, offers: [offer(externalId, null)] } };
}
