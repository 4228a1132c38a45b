import type { HomeId } from "#domain/ids.ts";
import type { NotifiableContact } from "./homeRows.ts";

/** One array for all homes without contacts. */
const noContacts: readonly NotifiableContact[] = [];

/** The contacts of homes in memory, in the order of calls. */
export class KnownContacts {
  readonly #byHome = new Map<HomeId, readonly NotifiableContact[]>();

  of(homeId: HomeId): readonly NotifiableContact[] {
    return this.#byHome.get(homeId) ?? noContacts;
  }

  set(homeId: HomeId, contacts: readonly NotifiableContact[]): void {
    if (contacts.length === 0) this.#byHome.delete(homeId);
    else this.#byHome.set(homeId, contacts);
  }

  /** These contacts are of any homes. */
  add(contacts: readonly NotifiableContact[]): void {
    for (const [homeId, own] of Map.groupBy(contacts, (one) => one.homeId)) this.set(homeId, own);
  }
}
