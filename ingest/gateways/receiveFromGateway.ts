import type { DeviceId } from "#domain/ids.ts";
import type { DeviceKind } from "#domain/reading.ts";
import { asGatewayId } from "#domain/record/gatewayFields.ts";
import type { KnownGateway } from "#homes/gateways/gateways.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { GatewayEntry, ReadingEntry, Settle } from "../queue/entry.ts";
import { belowBase, familyNamed } from "../receive/families/catalogue.ts";
import type { GatewayNews, GatewayReading, GatewayResult, ModelOf } from "../receive/families/gatewayFamily.ts";
import { entryOf, isUrgent, type Reception, registrationFault, unreadEntry } from "../receive/receive.ts";
import type { GatewayPublish, SourcePublish } from "./gatewayPublish.ts";
import { emptyReport, type GatewayReport, type UnknownSighting } from "./gatewayReport.ts";
import { storable } from "./storableText.ts";
import { UnregisteredCalls } from "./unregisteredCalls.ts";

const noAnswer: Settle = () => {};

/**
 * So many unregistered devices ring from one message. The home rings by the first; ten thousand alarms would hold up the presses of other homes for a minute.
 */
const mostCallsOfMessage = 50;

/**
 * Turns a message of a gateway into a queue entry: the readings of its registered devices, and a report of everything else.
 *
 * - A reading counts if the gateway speaks for its device: the device is registered with this gateway, and so in its home.
 * - A device that is not registered goes to the list of unknown devices. A call or a danger from it rings.
 * - A message that cannot be read goes to quarantine, and rings where it may be a call (docs/guarantees.md, 6 and 10).
 * - A stored copy raises nothing: its age is unknown, and it is no sign that the device works.
 */
export class GatewayReceiver {
  readonly #reception: Reception;
  readonly #unregistered: UnregisteredCalls;

  constructor(reception: Reception) {
    this.#reception = reception;
    this.#unregistered = new UnregisteredCalls(reception.recentCalls);
  }

  receive(offered: GatewayPublish, settle: Settle): GatewayEntry {
    const { gateway } = offered;
    return this.#entry(offered, this.#decode([gateway], gateway.family, gateway.baseTopic, offered), settle, true);
  }

  /**
   * The entries of a message that a site's broker delivers, one for each gateway that it concerns, and so for each home. What no registered
   * device explains goes to the first gateway; where there are several, its home is not known.
   */
  receiveFromSource({ gatewayIds, family, baseTopic, ...offered }: SourcePublish): ((settle: Settle) => GatewayEntry)[] {
    const { registry } = this.#reception;
    const gateways = gatewayIds.flatMap((id): KnownGateway[] => {
      const gateway = registry.gateways.get(asGatewayId(id));
      return gateway?.family === family && registry.home(gateway.homeId)?.mode !== "ended" ? [gateway] : [];
    });
    const [first] = gateways;
    if (first === undefined) return [];
    const result = this.#decode(gateways, family, baseTopic, offered);
    const isHomeKnown = gateways.length === 1;
    return gateways.flatMap((gateway) => {
      const part = isHomeKnown ? result : this.#partOf(result, gateway, gateway === first, gateways);
      return part === null ? [] : [(settle: Settle) => this.#entry({ ...offered, gateway }, part, settle, isHomeKnown)];
    });
  }

  #decode(
    gateways: readonly KnownGateway[],
    familyName: string,
    baseTopic: string,
    { topic, payload, isStoredCopy }: Omit<GatewayPublish, "gateway">,
  ): GatewayResult {
    const family = familyNamed(familyName);
    if (family === undefined)
      return { ok: false, reason: `the family ${familyName} is not in this version of Link Line`, externalId: null, call: false };
    return family.decode({ topic: belowBase(baseTopic, topic), payload, isStoredCopy }, this.#modelOf(gateways));
  }

  /** What of a message concerns this gateway; null for nothing. `isFirst`: it also gets what concerns no other. */
  #partOf(result: GatewayResult, gateway: KnownGateway, isFirst: boolean, all: readonly KnownGateway[]): GatewayResult | null {
    const isOf = ({ externalId }: { externalId: string }): boolean =>
      this.#device(gateway, externalId) !== undefined || (isFirst && all.every((one) => this.#device(one, externalId) === undefined));
    if (!result.ok) return isOf({ externalId: result.externalId ?? "" }) ? result : null;
    const { readings, presence, counters, offers, withdrawn = [], gatewayOnline } = result.news;
    const news: GatewayNews = {
      ...{ readings: readings.filter(isOf), presence: presence.filter(isOf), counters: counters.filter(isOf), gatewayOnline },
      ...{ offers: isFirst ? offers.filter(isOf) : [], withdrawn: isFirst ? withdrawn : [] },
    };
    const isEmpty = news.readings.length + news.presence.length + news.counters.length === 0 && gatewayOnline === null;
    return isEmpty && !isFirst ? null : { ok: true, news };
  }

  #entry(offered: GatewayPublish, result: GatewayResult, settle: Settle, isHomeKnown: boolean): GatewayEntry {
    const { gateway, payload, receivedAt } = offered;
    const { readings, report } = result.ok ? this.#ofNews(result.news, offered) : this.#ofUnread(result, offered);
    const calls = isHomeKnown ? report.calls : report.calls.map((call) => ({ ...call, isHomeKnown }));
    const { homeId } = gateway;
    return { type: "gateway", homeId, gateway, receivedAt, bytes: payload.length, readings, report: { ...report, calls }, settle };
  }

  #modelOf(gateways: readonly KnownGateway[]): ModelOf {
    return (externalId) => {
      for (const gateway of gateways) {
        const device = this.#device(gateway, externalId);
        if (device === undefined) continue;
        const { kind, alsoReports = [] } = device.facts;
        return { model: device.model, kinds: [kind, ...alsoReports] as DeviceKind[] };
      }
      return undefined;
    };
  }

  #device(gateway: KnownGateway, externalId: string): KnownDevice | undefined {
    return this.#reception.registry.devices.behind(gateway.id, externalId);
  }

  #ofNews(news: GatewayNews, offered: GatewayPublish): { readings: ReadingEntry[]; report: GatewayReport } {
    const { gateway, topic, payload, isStoredCopy } = offered;
    const readings: ReadingEntry[] = [];
    const unknown: UnknownSighting[] = [];
    const calls: GatewayReport["calls"][number][] = [];
    for (const [externalId, ofDevice] of Map.groupBy(news.readings, (one) => one.externalId)) {
      const device = this.#device(gateway, externalId);
      if (device !== undefined) {
        if (!isStoredCopy) readings.push(...this.#ofDevice(device, ofDevice, offered));
        continue;
      }
      unknown.push({ externalId: storable(externalId), topic: storable(topic), payload });
      if (!isStoredCopy && calls.length < mostCallsOfMessage)
        calls.push(...ofDevice.flatMap((one) => this.#unregistered.callOf(one, offered) ?? []));
    }
    const registered = <One extends { externalId: string }>(all: readonly One[]): (Omit<One, "externalId"> & { deviceId: DeviceId })[] =>
      all.flatMap(({ externalId, ...one }) => {
        const device = this.#device(gateway, externalId);
        return device === undefined ? [] : [{ ...one, deviceId: device.facts.id }];
      });
    const { withdrawn = [], gatewayOnline: online } = news;
    const counters = isStoredCopy ? [] : registered(news.counters);
    const offers = news.offers.filter(({ externalId }) => this.#device(gateway, externalId) === undefined);
    return {
      readings,
      report: { ...emptyReport, unknown, calls, offers, withdrawn, counters, presence: registered(news.presence), online },
    };
  }

  /** Kinds that the device is not registered for are left out, unless they are all that the message says of it. */
  #ofDevice(device: KnownDevice, reported: readonly GatewayReading[], offered: GatewayPublish): ReadingEntry[] {
    const { gateway, topic } = offered;
    const message = { ...offered, device };
    const faults = reported.map(({ decoded }) => registrationFault(decoded.value, device.facts));
    const good = reported.filter((_, place) => faults[place] === null);
    const [fault] = faults;
    if (good.length === 0 && typeof fault === "string")
      return [unreadEntry(fault, false, message, noAnswer, this.#reception, { gateway, topic, level: null })];
    return good.map(({ decoded, type, mark = null, reportId }) =>
      entryOf(decoded, null, message, noAnswer, this.#reception, { gateway, topic, level: type === "level" ? { mark } : null }, reportId),
    );
  }

  #ofUnread(result: Extract<GatewayResult, { ok: false }>, offered: GatewayPublish): { readings: ReadingEntry[]; report: GatewayReport } {
    const { gateway, topic, payload, isStoredCopy } = offered;
    const { reason, externalId } = result;
    const call = result.call && !isStoredCopy;
    const device = externalId === null ? undefined : this.#device(gateway, externalId);
    if (device !== undefined) {
      // Of a stored copy only the bytes are of interest: it is no sign that the device works.
      const entry = unreadEntry(reason, call, { ...offered, device }, noAnswer, this.#reception, { gateway, topic, level: null });
      return { readings: isStoredCopy ? [] : [entry], report: emptyReport };
    }
    const quarantined = { externalId: externalId === null ? null : storable(externalId), topic: storable(topic), payload, reason, call };
    const calls = call ? [this.#unregistered.unreadCallOf(externalId ?? gateway.name, offered)] : [];
    return { readings: [], report: { ...emptyReport, quarantined, calls } };
  }
}

/** Whether anything in the message goes before bulk traffic. */
export const isUrgentMessage = ({ readings, report }: GatewayEntry): boolean => report.calls.length > 0 || readings.some(isUrgent);
