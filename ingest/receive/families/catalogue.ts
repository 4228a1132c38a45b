import { chirpstack } from "./chirpstack/chirpstack.ts";
import type { GatewayFamily } from "./gatewayFamily.ts";
import { homeAssistant } from "./homeassistant/homeassistant.ts";
import { shelly } from "./shelly/shelly.ts";
import { tasmota } from "./tasmota/tasmota.ts";
import { theThingsStack } from "./thethingsstack/thethingsstack.ts";

/** Every family of devices behind a gateway. */
export const gatewayFamilies: readonly GatewayFamily[] = [chirpstack, theThingsStack, homeAssistant, shelly, tasmota];
