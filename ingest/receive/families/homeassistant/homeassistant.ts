import type { DeviceKind } from "#domain/reading.ts";
import type { GatewayFamily, GatewayMessage, GatewayResult, OfferedDevice } from "../gatewayFamily.ts";
import { noNews } from "../mapping/deviceReadings.ts";
import { asObject, type Json, objectIn, readPayload, textIn } from "../mapping/payloadText.ts";
import { unread } from "../mapping/suspicion.ts";
import { kindOfEntity } from "./entityKinds.ts";

const topicShape = /^([^/]+)\/([^/]+)(?:\/([^/]+))?\/config$/;

/** Home Assistant's MQTT discovery, by which bridges of every make announce their devices. See README.md beside this file. */
export const homeAssistant: GatewayFamily = {
  name: "homeassistant",
  title: "Home Assistant discovery",
  defaultBaseTopic: "homeassistant",
  inventoryTopic: null,
  topics: ["+/+/config", "+/+/+/config"],
  decode,
  kindsOf: () => undefined,
};

/** Nothing in it ever asks for help: it says what there is, and not what happens. */
function decode({ topic, payload }: GatewayMessage): GatewayResult {
  const [, component, node, entity] = topicShape.exec(topic) ?? [];
  if (component === undefined || node === undefined) return unread("unknown topic", null, false);
  // The many triggers of one button are one button.
  const externalId = entity === undefined || component === "device_automation" ? `${component}/${node}` : `${component}/${node}/${entity}`;
  if (payload.length === 0) return { ok: true, news: { ...noNews, withdrawn: [externalId] } };
  const { members, fault } = readPayload(payload);
  if (members === null) return unread(fault ?? "", externalId, false);
  const device = objectIn(members, "device") ?? objectIn(members, "dev");
  const entities = component === "device" ? componentsOf(members) : [{ component, config: members }];
  const kinds = [...new Set(entities.map((one) => kindOf(one, node, device)).filter((kind): kind is DeviceKind => kind !== null))];
  return { ok: true, news: { ...noNews, offers: kinds.length === 0 ? [] : [offer(externalId, kinds, members, device, entities)] } };
}

interface Entity {
  component: string;
  config: Json;
}

const either = (from: Json | null, name: string, short: string): string | null => textIn(from, name) ?? textIn(from, short);

/** Device-based discovery: all entities of one device in one message. */
const componentsOf = (members: Json): readonly Entity[] =>
  Object.values(objectIn(members, "components") ?? objectIn(members, "cmps") ?? {}).flatMap((one) => {
    const config = asObject(one);
    const component = either(config, "platform", "p");
    return config === null || component === null ? [] : [{ component, config }];
  });

function kindOf({ component, config }: Entity, node: string, device: Json | null): DeviceKind | null {
  const names = [
    config.name,
    config.unique_id,
    config.uniq_id,
    config.object_id,
    config.obj_id,
    device?.name,
    device?.model,
    device?.mdl,
    node,
  ];
  return kindOfEntity(component, either(config, "device_class", "dev_cla"), names.filter((name) => typeof name === "string").join(" "));
}

function offer(
  externalId: string,
  kinds: readonly DeviceKind[],
  members: Json,
  device: Json | null,
  entities: readonly Entity[],
): OfferedDevice {
  const own = textIn(device, "name");
  const entity = externalId.startsWith("device") ? null : textIn(members, "name");
  const name = [own, entity].filter((part, index, all) => part !== null && all.indexOf(part) === index).join(", ") || externalId;
  const state = [members, ...entities.map(({ config }) => config)]
    .map((config) => stateTopic(config, members))
    .find((topic) => topic !== null);
  return {
    externalId,
    // Staff see from the topic which bridge speaks for the device: there they add it.
    name: state ? `${name} (${state})` : name,
    model: either(device, "model", "mdl"),
    maker: either(device, "manufacturer", "mf"),
    kinds,
  };
}

/** `~` at its beginning or end is the base topic of the message. */
function stateTopic(config: Json, members: Json): string | null {
  const topic = either(config, "state_topic", "stat_t") ?? either(config, "topic", "t");
  const base = textIn(config, "~") ?? textIn(members, "~");
  return topic === null || base === null ? topic : topic.replace(/^~|~$/, () => base);
}
