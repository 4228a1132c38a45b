import { lifeSafetyKinds } from "#domain/reading.ts";
import { readDeviceTime } from "../deviceTime.ts";
import type { GatewayFamily, GatewayMessage, GatewayResult, ModelOf, OfferedDevice } from "../gatewayFamily.ts";
import { noNews, readDevices, unlessContradicted } from "../mapping/deviceReadings.ts";
import { asObject, type Field, type Json, listIn, objectIn, readPayload, textIn } from "../mapping/payloadText.ts";
import { emptyReport, type Report, withField } from "../mapping/report.ts";
import { mayCall, unread } from "../mapping/suspicion.ts";
import { fieldsOfComponent, fieldsOfEvent, heardAt, isRadioDevice, separate, typeOf, withComponent } from "./components.ts";
import { kindsOfShelly } from "./models.ts";

/** Shelly devices of the second generation and later. See README.md beside this file. */
export const shelly: GatewayFamily = {
  name: "shelly",
  title: "Shelly (Gen2 and later)",
  defaultBaseTopic: "",
  inventoryTopic: null,
  topics: ["+/events/rpc", "+/online"],
  decode,
  kindsOf: kindsOfShelly,
};

const topicShape = /^([^/]+)\/(events\/rpc|online)$/;
const componentNames = /"([a-z]+:\d+)"/g;
/** `"smoke:0":{"id":0,"alarm":true`, also where the rest is cut off or the name comes twice. */
const alarm = /"(?:smoke|flood):\d+"\s*:\s*\{[^{}]*"alarm"\s*:\s*true/;

function decode(message: GatewayMessage, modelOf: ModelOf): GatewayResult {
  const [, name, topic] = topicShape.exec(message.topic) ?? [];
  if (name === undefined) return unread("unknown topic", null, false);
  if (topic === "online") return readOnline(name, message);
  const { text, members, fault } = readPayload(message.payload);
  const params = objectIn(members, "params");
  if (params === null) return unreadMessage(fault ?? "no params", name, text, message, modelOf);
  // A stored copy offers; it is no reading.
  const offers = members?.method === "NotifyFullStatus" ? offersOf(name, textIn(members, "src"), params, modelOf) : [];
  if (message.isStoredCopy) return { ok: true, news: { ...noNews, offers } };
  const parts = members?.method === "NotifyEvent" ? eventParts(name, params, modelOf) : statusParts(name, params, modelOf);
  const { readings, doubt } = readDevices(
    parts.map((part) => ({
      ...part,
      ...{ registered: modelOf(part.externalId), model: undefined, reportId: null },
      // A danger counts each time: Shelly reports changes, and its status when it wakes up or connects.
      typeOf: (kind) => (lifeSafetyKinds.has(kind) ? "event" : "level"),
    })),
  );
  if (doubt !== null) return unread(`${doubt.path}: cannot be read`, doubt.externalId, true);
  return unlessContradicted(alarm.test(text), name, { ...noNews, readings, offers });
}

/** One device in a message. */
interface Part {
  externalId: string;
  fields: readonly Field[];
  report: Report;
}

/** The device that a component belongs to: itself where it is registered by itself or is heard by radio, else the Shelly. */
const ownerOf = (name: string, component: string, modelOf: ModelOf): string =>
  isRadioDevice(component) || (separate.has(typeOf(component)) && modelOf(`${name}/${component}`) !== undefined)
    ? `${name}/${component}`
    : name;

const dated = (at: unknown): Report => withField(emptyReport, "at", at, readDeviceTime);

/** The Shelly itself, and each of its components that is a device of its own and registered. */
function statusParts(name: string, params: Json, modelOf: ModelOf): readonly Part[] {
  const parts = new Map<string, Part>([[name, { externalId: name, fields: [], report: dated(params.ts) }]]);
  const components = Object.entries(params).flatMap(([component, written]) => {
    const status = asObject(written);
    return status === null ? [] : [{ component, status }];
  });
  const radios = components.filter(({ component }) => typeOf(component) === "bthomedevice");
  for (const { component, status } of components) {
    const externalId = ownerOf(name, component, modelOf);
    const registered = modelOf(externalId);
    if (externalId !== name && registered === undefined) continue;
    const part = parts.get(externalId) ?? { externalId, fields: [], report: dated(heardAt(status, params.ts)) };
    // Of several inputs of one Shelly the first is its door or movement; a danger may come by each.
    const kinds =
      typeOf(component) !== "input" || component === "input:0" || externalId !== name
        ? registered?.kinds
        : registered?.kinds.filter((kind) => lifeSafetyKinds.has(kind));
    const ownReport =
      externalId === name || typeOf(component) === "bthomedevice" ? withComponent(part.report, component, status) : part.report;
    // A message with one radio device is about its sensors: its battery and signal are theirs.
    const [radio] = radios;
    const report =
      typeOf(component) === "bthomesensor" && radio !== undefined && radios.length === 1
        ? withComponent(ownReport, radio.component, radio.status)
        : ownReport;
    parts.set(externalId, { externalId, fields: [...part.fields, ...fieldsOfComponent(component, status, kinds ?? [])], report });
  }
  return [...parts.values()];
}

/** Each event is a part of its own: two presses in one message are two presses. */
function eventParts(name: string, params: Json, modelOf: ModelOf): readonly Part[] {
  const events = listIn(params, "events").map(asObject);
  const parts = events.flatMap((event): Part[] => {
    const component = textIn(event, "component");
    if (component === null || event === null) return [];
    const externalId = ownerOf(name, component, modelOf);
    const registered = modelOf(externalId);
    if (externalId !== name && registered === undefined) return [];
    const fields = fieldsOfEvent(component, textIn(event, "event") ?? "", registered?.kinds ?? []);
    return [{ externalId, fields, report: dated(event.ts ?? params.ts) }];
  });
  const telling = parts.filter(({ fields }) => fields.length > 0);
  return telling.length > 0 ? telling : parts.slice(0, 1);
}

function readOnline(name: string, { payload }: GatewayMessage): GatewayResult {
  const said = payload.toString("latin1").trim().toLowerCase();
  if (said !== "true" && said !== "false") return unread("neither true nor false", name, false);
  return { ok: true, news: { ...noNews, presence: [{ externalId: name, online: said === "true" }] } };
}

/** Whom it may be about: the Shelly, and each component that the text names. */
function unreadMessage(reason: string, name: string, text: string, message: GatewayMessage, modelOf: ModelOf): GatewayResult {
  const named = [...text.matchAll(componentNames)].map(([, component]) => `${name}/${component}`);
  const caller = [name, ...named].find(
    (externalId) => (modelOf(externalId) !== undefined || externalId === name) && mayCall(text, modelOf(externalId), message),
  );
  return unread(reason, caller ?? name, caller !== undefined || (!message.isStoredCopy && alarm.test(text)));
}

/** A full status lists everything that could be added: the Shelly, its inputs, and what it hears by radio. */
function offersOf(name: string, source: string | null, params: Json, modelOf: ModelOf): readonly OfferedDevice[] {
  const model = (source ?? name).split("-")[0] ?? null;
  const kinds = (model && kindsOfShelly(model)) || [];
  const parts = Object.keys(params).filter((component) => separate.has(typeOf(component)) && objectIn(params, component) !== null);
  const offers = [{ externalId: name, name, model, kinds }, ...parts.map((component) => offerOf(name, component))];
  return offers.filter(({ externalId }) => modelOf(externalId) === undefined).map((offer) => ({ ...offer, maker: "Shelly" }));
}

const offerOf = (name: string, component: string): Omit<OfferedDevice, "maker"> => ({
  externalId: `${name}/${component}`,
  name: `${name}, ${component}`,
  model: null,
  kinds: typeOf(component) === "presencezone" ? ["motion"] : [],
});
