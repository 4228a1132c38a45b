import { chirpstack } from "./chirpstack/chirpstack.ts";
import type { GatewayFamily } from "./gatewayFamily.ts";

/** Every family of devices behind a gateway. */
export const gatewayFamilies: readonly GatewayFamily[] = [chirpstack];
