import type { Answer } from "../../../shared/api/call.ts";
import { carerCall } from "../carerCall.ts";

export interface PhoneTest {
  state: "waiting" | "sending" | "sent" | "delivered" | "failed";
  dueAt: string | null;
  sentAt: string | null;
  receivedAt: string | null;
  shownAt: string | null;
  openedAt: string | null;
  failure: string | null;
}

export interface Phone {
  id: string;
  name: string;
  seenAt: string;
  testedAt: string | null;
  test: PhoneTest | null;
}

export interface PhoneList {
  asOf: string;
  publicKey: string | null;
  timezone: string;
  items: Phone[];
}

const path = "/api/v1/carer/phones";

export const phoneList = (): Promise<Answer<PhoneList>> => carerCall("GET", path);
export const putPhone = (subscription: PushSubscription, replaces: string | null): Promise<Answer<Phone>> => {
  const { endpoint, keys } = subscription.toJSON();
  return carerCall("PUT", path, { endpoint, keys, ...(replaces === null ? {} : { replaces }) });
};
export const switchOffPhone = (id: string): Promise<Answer<PhoneList>> => carerCall("DELETE", `${path}/${id}`);
export const testPhone = (id: string, at: string): Promise<Answer<PhoneList>> => carerCall("POST", `${path}/${id}/test`, { at });
export const dropTest = (id: string): Promise<Answer<PhoneList>> => carerCall("DELETE", `${path}/${id}/test`);
