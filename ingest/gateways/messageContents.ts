import type { DeviceId } from "#domain/ids.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { ReadingEntry, Settle } from "../queue/entry.ts";
import type { GatewayNews, GatewayReading, GatewayResult } from "../receive/families/gatewayFamily.ts";
import { entryOf, type Reception, registrationFault, unreadEntry } from "../receive/receive.ts";
import type { GatewayPublish } from "./gatewayPublish.ts";
import { emptyReport, type GatewayReport, type UnknownSighting, type UnregisteredCall } from "./gatewayReport.ts";
import { storable } from "./storableText.ts";
import { UnregisteredCalls } from "./unregisteredCalls.ts";

/** The message is acknowledged as a whole, and not each of its readings. */
const noAnswer: Settle = () => {};

/**
 * So many unregistered devices ring from one message. The home rings by the first; ten thousand alarms would hold up the presses of other homes for a minute.
 */
const mostCallsOfMessage = 50;

/** What a message is to the service: readings of registered devices, and everything else that it says. */
export interface MessageContent {
  readings: readonly ReadingEntry[];
  report: GatewayReport;
}

/**
 * Turns what a family read in a message of one gateway into readings and a report.
 *
 * - A reading counts if the gateway speaks for its device: the device is registered with this gateway, and so in its home.
 * - A device that is not registered goes to the list of unknown devices. A call or a danger from it rings.
 * - A message that cannot be read goes to quarantine, and rings where it may be a call (docs/guarantees.md, 6 and 10).
 * - A stored copy raises nothing: its age is unknown, and it is no sign that the device works.
 */
export class MessageContents {
  readonly #reception: Reception;
  readonly #unregistered: UnregisteredCalls;

  constructor(reception: Reception) {
    this.#reception = reception;
    this.#unregistered = new UnregisteredCalls(reception.recentCalls);
  }

  of(result: GatewayResult, offered: GatewayPublish): MessageContent {
    return result.ok ? this.#ofNews(result.news, offered) : this.#ofUnread(result, offered);
  }

  #device({ gateway }: Pick<GatewayPublish, "gateway">, externalId: string): KnownDevice | undefined {
    return this.#reception.registry.devices.behind(gateway.id, externalId);
  }

  #ofNews(news: GatewayNews, offered: GatewayPublish): MessageContent {
    const { topic, payload, isStoredCopy } = offered;
    const readings: ReadingEntry[] = [];
    const ofUnknown = new Map<string, readonly GatewayReading[]>();
    for (const [externalId, reported] of Map.groupBy(news.readings, (one) => one.externalId)) {
      const device = this.#device(offered, externalId);
      if (device === undefined) ofUnknown.set(externalId, reported);
      else if (!isStoredCopy) readings.push(...this.#ofDevice(device, reported, offered));
    }
    const unknown = [...ofUnknown.keys()].map((externalId): UnknownSighting => {
      return { externalId: storable(externalId), topic: storable(topic), payload };
    });
    const calls = isStoredCopy ? [] : this.#callsOf(ofUnknown.values(), offered);
    return { readings, report: { ...emptyReport, unknown, calls, ...this.#aboutDevices(news, offered) } };
  }

  #callsOf(ofUnknown: Iterable<readonly GatewayReading[]>, offered: GatewayPublish): UnregisteredCall[] {
    const calls: UnregisteredCall[] = [];
    for (const reported of ofUnknown) {
      if (calls.length >= mostCallsOfMessage) break;
      calls.push(...reported.flatMap((one) => this.#unregistered.callOf(one, offered) ?? []));
    }
    return calls;
  }

  /** What the message says of devices without being a reading. Only devices that are not registered are offered. */
  #aboutDevices(
    news: GatewayNews,
    message: GatewayPublish,
  ): Pick<GatewayReport, "offers" | "offered" | "withdrawn" | "counters" | "presence" | "margins" | "online"> {
    const registered = <One extends { externalId: string }>(all: readonly One[]): (Omit<One, "externalId"> & { deviceId: DeviceId })[] =>
      all.flatMap(({ externalId, ...one }) => {
        const device = this.#device(message, externalId);
        return device === undefined ? [] : [{ ...one, deviceId: device.facts.id }];
      });
    const { withdrawn = [], margins = [], notRead, gatewayOnline: online } = news;
    const offers = news.offers.filter(({ externalId }) => this.#device(message, externalId) === undefined);
    const counters = message.isStoredCopy ? [] : registered(news.counters);
    const links = message.isStoredCopy ? [] : registered(margins);
    const offered = notRead === undefined ? null : offers.length + notRead;
    return { offers, offered, withdrawn, counters, presence: registered(news.presence), margins: links, online };
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

  #ofUnread(result: Extract<GatewayResult, { ok: false }>, offered: GatewayPublish): MessageContent {
    const { gateway, topic, payload, isStoredCopy } = offered;
    const { reason, externalId } = result;
    const call = result.call && !isStoredCopy;
    const device = externalId === null ? undefined : this.#device(offered, externalId);
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
