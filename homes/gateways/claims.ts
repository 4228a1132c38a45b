import type { GatewayId } from "#domain/record/gatewayFields.ts";
import type { KnownDevice } from "../knownDevices.ts";
import type { Registry } from "../registry.ts";
import { hardwareAddress } from "./openClaims.ts";

/**
 * The device that has this name already: at the same gateway, or, where the name is a hardware address, at any gateway. "Front door" is the
 * name of a door in many homes.
 *
 * Example: a sensor with the address 0x00158d000273bae6 moves from one home to another. Until it is taken out of the first, it cannot be
 * registered in the second: a gateway in reach of both would report it for either.
 */
export function claimOf({ devices, gateways }: Registry, gatewayId: GatewayId, externalId: string): KnownDevice | null {
  const own = devices.behind(gatewayId, externalId);
  if (own !== undefined) return own;
  const address = hardwareAddress(externalId);
  if (address === null) return null;
  for (const device of devices.all())
    if (
      device.behind !== null &&
      hardwareAddress(device.behind.externalId) === address &&
      gateways.get(device.behind.gatewayId) !== undefined
    )
      return device;
  return null;
}
