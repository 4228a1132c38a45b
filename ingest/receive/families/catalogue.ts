import { chirpstack } from "./chirpstack/chirpstack.ts";
import type { GatewayFamily } from "./gatewayFamily.ts";
import { homeAssistant } from "./homeassistant/homeassistant.ts";
import { shelly } from "./shelly/shelly.ts";
import { tasmota } from "./tasmota/tasmota.ts";
import { theThingsStack } from "./thethingsstack/thethingsstack.ts";
import { zigbee2mqtt } from "./zigbee2mqtt/zigbee2mqtt.ts";

/** Every family of devices behind a gateway. */
export const gatewayFamilies: readonly GatewayFamily[] = [zigbee2mqtt, chirpstack, theThingsStack, homeAssistant, shelly, tasmota];

export const familyNamed = (name: string): GatewayFamily | undefined => gatewayFamilies.find((one) => one.name === name);

/** The filters of the topics to which a gateway may publish. None where its family is not in this version of Link Line. */
export const topicsOf = ({ family, baseTopic }: { family: string; baseTopic: string }): string[] =>
  (familyNamed(family)?.topics ?? []).map((filter) => (baseTopic === "" ? filter : `${baseTopic}/${filter}`));

/** The topic below the base topic, as a family gets it. */
export const belowBase = (baseTopic: string, topic: string): string =>
  baseTopic !== "" && topic.startsWith(`${baseTopic}/`) ? topic.slice(baseTopic.length + 1) : topic;
