import type { DeviceKind } from "#domain/reading.ts";
import type { KnownGateway } from "#homes/gateways/gateways.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { Registry } from "#homes/registry.ts";
import type { GatewayNews, GatewayResult, RegisteredModel } from "../receive/families/gatewayFamily.ts";

/**
 * The gateways for which a message speaks: the one that sent it, or those of a site's broker. Each gateway belongs to one home.
 *
 * Example: the broker of a site speaks for gateway 1 in Mill Lane and gateway 2 in Fore Street. A message about a door of Fore Street is for
 * gateway 2. One about a device that neither has is for gateway 1, and no one knows its home.
 */
export class SpeaksFor {
  readonly gateways: readonly KnownGateway[];
  readonly #devices: Registry["devices"];

  constructor(gateways: readonly KnownGateway[], { devices }: Pick<Registry, "devices">) {
    this.gateways = gateways;
    this.#devices = devices;
  }

  /** False where a device that is not registered may be in one of several homes. */
  get isHomeKnown(): boolean {
    return this.gateways.length === 1;
  }

  device(gateway: KnownGateway, externalId: string): KnownDevice | undefined {
    return this.#devices.behind(gateway.id, externalId);
  }

  /** What the device is registered as, at whichever of the gateways. A property, so that it can be passed on as a function. */
  readonly modelOf = (externalId: string): RegisteredModel | undefined => {
    for (const gateway of this.gateways) {
      const device = this.device(gateway, externalId);
      if (device === undefined) continue;
      const { kind, alsoReports = [] } = device.facts;
      return { model: device.model, kinds: [kind, ...alsoReports] as DeviceKind[] };
    }
    return undefined;
  };

  /** What of a message concerns this gateway; null for nothing. */
  partOf(gateway: KnownGateway, result: GatewayResult): GatewayResult | null {
    if (this.isHomeKnown) return result;
    const concerns = ({ externalId }: { externalId: string }): boolean => this.#isFor(gateway, externalId);
    if (!result.ok) return concerns({ externalId: result.externalId ?? "" }) ? result : null;
    const { readings, presence, margins = [], counters, offers, withdrawn = [], notRead, gatewayOnline } = result.news;
    const news: GatewayNews = {
      ...{ readings: readings.filter(concerns), presence: presence.filter(concerns), counters: counters.filter(concerns), gatewayOnline },
      margins: margins.filter(concerns),
      ...(this.#isFirst(gateway)
        ? { offers: offers.filter(concerns), withdrawn, ...(notRead === undefined ? {} : { notRead }) }
        : { offers: [], withdrawn: [] }),
    };
    const isEmpty = news.readings.length + news.presence.length + news.counters.length === 0 && gatewayOnline === null;
    return isEmpty && !this.#isFirst(gateway) ? null : { ok: true, news };
  }

  /** The first gateway also gets what no registered device explains. */
  #isFor(gateway: KnownGateway, externalId: string): boolean {
    if (this.device(gateway, externalId) !== undefined) return true;
    return this.#isFirst(gateway) && this.gateways.every((one) => this.device(one, externalId) === undefined);
  }

  #isFirst(gateway: KnownGateway): boolean {
    return gateway === this.gateways[0];
  }
}
