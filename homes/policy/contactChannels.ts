import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js";
import { z } from "zod";
import type { ChannelType } from "#domain/answering/escalation.ts";
import type { Contact, ContactChannel } from "#domain/record/contactFields.ts";
import type { PlanFault } from "#rules/plan/readPlan.ts";

export type ReadAddress = { ok: true; address: string } | { ok: false; message: string };

/**
 * Reads the address of a channel. A telephone number becomes its international form (E.164); `country` is that of numbers that are written
 * without one. Only its length is checked, and not whether the range is in use: ranges open faster than a list of them.
 *
 * Example: "020 7946 0018" in GB is "+442079460018".
 */
export function readAddress({ type, address }: { type: ChannelType; address: string }, country: string): ReadAddress {
  if (type === "email")
    return z.email().safeParse(address).success
      ? { ok: true, address }
      : { ok: false, message: "write an e-mail address such as name@mail.example" };
  const defaultCountry = isSupportedCountry(country) ? (country as CountryCode) : undefined;
  const number = parsePhoneNumberFromString(address, { ...(defaultCountry && { defaultCountry }), extract: false });
  if (number === undefined || !number.isPossible() || number.ext !== undefined)
    return { ok: false, message: "write a telephone number such as +44 20 7946 0018" };
  return { ok: true, address: number.number };
}

/** The contacts with the addresses of their channels in one form, and the addresses that are none. Paths as "contacts.0.channels.1.address". */
export function readContacts(contacts: readonly Contact[], country: string): { contacts: Contact[]; faults: PlanFault[] } {
  const faults: PlanFault[] = [];
  const readChannel = (channel: ContactChannel, path: string): ContactChannel => {
    const read = readAddress(channel, country);
    if (read.ok) return { ...channel, address: read.address };
    faults.push({ path: `${path}.address`, message: read.message });
    return channel;
  };
  const read = contacts.map((contact, place) => ({
    ...contact,
    channels: contact.channels.map((channel, order) => readChannel(channel, `contacts.${place}.channels.${order}`)),
  }));
  return { contacts: read, faults };
}
