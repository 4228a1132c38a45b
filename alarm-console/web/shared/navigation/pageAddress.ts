/** The page that the address names: the desk with the queue, the list of homes, one home, its plan, or the messages that could not be read. */
export type PageAddress =
  | { kind: "desk" }
  | { kind: "homes" }
  | { kind: "home"; homeId: string }
  | { kind: "plan"; homeId: string }
  | { kind: "quarantine" };

export const homesHref = "#/homes";
export const homeHref = (homeId: string): string => `#/homes/${homeId}`;
export const planHref = (homeId: string): string => `#/homes/${homeId}/plan`;
export const quarantineHref = "#/unreadable";
/** The desk, with no alarm selected; it then shows the most urgent one. */
export const deskHref = "#";

/** An address holds only ids, never personal data. An unknown address leads to the desk, because alarms are there. */
export function pageAddressOf(hash: string): PageAddress {
  if (hash === quarantineHref) return { kind: "quarantine" };
  const [, homes, homeId, page] = /^#\/(homes)(?:\/(\d+)(?:\/(plan))?)?\/?$/.exec(hash) ?? [];
  if (homes === undefined) return { kind: "desk" };
  if (homeId === undefined) return { kind: "homes" };
  return page === undefined ? { kind: "home", homeId } : { kind: "plan", homeId };
}

/** How the link to the homes is marked: as this page, or as the part of the pages that this page is in. */
export function currentHomes({ kind }: PageAddress): "page" | "true" | undefined {
  if (kind === "homes") return "page";
  return kind === "home" || kind === "plan" ? "true" : undefined;
}
