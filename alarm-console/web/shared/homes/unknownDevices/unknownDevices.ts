import { type Answer, call } from "../../api/call.ts";
import type { Page, ReadPage } from "../../lists/usePages.ts";

/** GET /unknown-devices: a device that a gateway offers or speaks for, and that is not registered. */
export interface UnknownDevice {
  id: string;
  homeId: string;
  homeName: string;
  gatewayName: string;
  family: string;
  /** Its name at the gateway. */
  externalId: string;
  name: string | null;
  model: string | null;
  maker: string | null;
  /** What its model can report; empty where the model is not in the catalogue. */
  kinds: string[];
  /** Of its last message; null: the gateway offered it, and it has sent nothing. */
  topic: string | null;
  /** The beginning of its last message. */
  text: string | null;
  messages: number;
  lastSeenAt: string;
}

const pageSize = 50;

export const readUnknown: ReadPage<UnknownDevice> = (_query, cursor) => {
  const query = new URLSearchParams({ limit: String(pageSize), ...(cursor === null ? {} : { cursor }) });
  return call<Page<UnknownDevice>>("GET", `/api/v1/unknown-devices?${query}`);
};

const pathOf = ({ homeId, id }: UnknownDevice): string => `/api/v1/homes/${homeId}/unknown-devices/${id}`;

/** `notes`: what staff should know, such as readings that the rules cannot use. */
export const addUnknown = (one: UnknownDevice, device: object): Promise<Answer<{ name: string; notes: string[] }>> =>
  call("POST", pathOf(one), device);
/** A call or a danger from it rings all the same. */
export const hideUnknown = (one: UnknownDevice): Promise<Answer<unknown>> => call("DELETE", pathOf(one));

export const nameOf = ({ name, externalId }: UnknownDevice): string => name ?? externalId;

/**
 * Why an offer cannot be added on this page; null where it can. Home Assistant discovery only announces devices: one that is added there would never
 * report, and would ring as silent.
 */
export const whyNotAdded = ({ family }: UnknownDevice): string | null =>
  family === "homeassistant"
    ? "Cannot be added here: Home Assistant only announces it and sends none of its readings. Add it at the gateway that does send them; its name ends with the topic where they are."
    : null;
