import type { ReachableContact } from "./ladder.ts";

/** The place of each contact when a ladder was frozen, by contact id. */
export type ContactPlaces = Readonly<Record<string, number>>;

export const placesOf = (contacts: readonly ReachableContact[]): ContactPlaces =>
  Object.fromEntries(contacts.map(({ id, place }) => [id, place]));

/**
 * The contacts as the steps of a frozen ladder name them. Without places (a ladder of an earlier version) they are as they are now.
 *
 * Example: the ladder calls 1, then 2, when Jonas is 1 and Meera is 2. Meanwhile staff take Jonas out, and Meera and Ravi move up to 1 and 2. Step 2
 * still calls Meera, and Ravi, who was 3, is not called in her place.
 */
export function atFrozenPlaces<Contact extends ReachableContact>(contacts: readonly Contact[], places: ContactPlaces): readonly Contact[] {
  if (Object.keys(places).length === 0) return contacts;
  return contacts.flatMap((contact) => {
    const place = places[contact.id];
    return place === undefined ? [] : [{ ...contact, place }];
  });
}
