import { asGatewayId } from "#domain/record/gatewayFields.ts";
import type { KnownGateway } from "#homes/gateways/gateways.ts";
import type { GatewayEntry, Settle } from "../queue/entry.ts";
import type { GatewayResult } from "../receive/families/gatewayFamily.ts";
import { isUrgent, type Reception } from "../receive/receive.ts";
import { decodeMessage, readPart } from "./decodeMessage.ts";
import type { GatewayPublish, SourcePublish } from "./gatewayPublish.ts";
import { MessageContents } from "./messageContents.ts";
import { SpeaksFor } from "./speaksFor.ts";

/** Turns a message of a gateway, or of a site's broker, into queue entries: `decodeMessage`, then `SpeaksFor.partOf`, then `MessageContents`. */
export class GatewayReceiver {
  readonly #reception: Reception;
  readonly #contents: MessageContents;

  constructor(reception: Reception) {
    this.#reception = reception;
    this.#contents = new MessageContents(reception);
  }

  receive(offered: GatewayPublish, settle: Settle): GatewayEntry {
    const { family, baseTopic } = offered.gateway;
    const speaksFor = new SpeaksFor([offered.gateway], this.#reception.registry);
    const result = decodeMessage(family, baseTopic, offered, speaksFor.modelOf);
    return this.#entry({ ...offered, payload: readPart(family, baseTopic, offered) }, result, speaksFor, settle);
  }

  /** The entries of a message that a site's broker delivers: one for each gateway that it concerns, and so for each home. */
  receiveFromSource({ gatewayIds, family, baseTopic, ...offered }: SourcePublish): ((settle: Settle) => GatewayEntry)[] {
    const speaksFor = new SpeaksFor(this.#present(gatewayIds, family), this.#reception.registry);
    if (speaksFor.gateways.length === 0) return [];
    const result = decodeMessage(family, baseTopic, offered, speaksFor.modelOf);
    const read = { ...offered, payload: readPart(family, baseTopic, offered) };
    return speaksFor.gateways.flatMap((gateway) => {
      const part = speaksFor.partOf(gateway, result);
      return part === null ? [] : [(settle: Settle) => this.#entry({ ...read, gateway }, part, speaksFor, settle)];
    });
  }

  /** Without gateways that have ended, and those of homes whose service has ended. */
  #present(gatewayIds: readonly string[], family: string): KnownGateway[] {
    const { registry } = this.#reception;
    return gatewayIds.flatMap((id): KnownGateway[] => {
      const gateway = registry.gateways.get(asGatewayId(id));
      return gateway?.family === family && registry.home(gateway.homeId)?.mode !== "ended" ? [gateway] : [];
    });
  }

  #entry(offered: GatewayPublish, result: GatewayResult, { isHomeKnown }: SpeaksFor, settle: Settle): GatewayEntry {
    const { gateway, payload, receivedAt } = offered;
    const { readings, report } = this.#contents.of(result, offered);
    const calls = isHomeKnown ? report.calls : report.calls.map((call) => ({ ...call, isHomeKnown }));
    const { homeId } = gateway;
    return { type: "gateway", homeId, gateway, receivedAt, bytes: payload.length, readings, report: { ...report, calls }, settle };
  }
}

/** Whether anything in the message goes before bulk traffic. */
export const isUrgentMessage = ({ readings, report }: GatewayEntry): boolean => report.calls.length > 0 || readings.some(isUrgent);
