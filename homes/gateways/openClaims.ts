import type { GatewayId } from "#domain/record/gatewayFields.ts";

const address = /^(?:0x)?(?:[0-9a-f]{12}|[0-9a-f]{16})$/;

/** A hardware address, such as an IEEE address of Zigbee, a DevEUI or a MAC: no two devices in the world have the same. Null: it is a name. */
export function hardwareAddress(externalId: string): string | null {
  const plain = externalId.replaceAll(/[:-]/g, "").toLowerCase();
  return address.test(plain) ? plain.replace(/^0x/, "") : null;
}

/** The names under which devices are being registered at this moment. */
export class OpenClaims {
  readonly #names = new Set<string>();

  /** Does the work while no other registers a device of this name. Null: another person does at this moment, perhaps in another home. */
  async during<T>(gatewayId: GatewayId, externalId: string, work: () => Promise<T>): Promise<T | null> {
    const name = hardwareAddress(externalId) ?? `${gatewayId}/${externalId}`;
    if (this.#names.has(name)) return null;
    this.#names.add(name);
    try {
      return await work();
    } finally {
      this.#names.delete(name);
    }
  }
}
