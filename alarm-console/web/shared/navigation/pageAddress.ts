/** The page that the address names: the desk with the queue, the list of homes, one home, its plan, the closed cases, the messages that could
 * not be read, and for supervisors the wall and the reports. */
export type PageAddress =
  | { kind: "desk" }
  | { kind: "homes" }
  | { kind: "home"; homeId: string }
  | { kind: "plan"; homeId: string }
  | { kind: "closedCases" }
  | { kind: "quarantine" }
  | { kind: "wall" }
  | { kind: "reports" };

export const homesHref = "#/homes";
export const homeHref = (homeId: string): string => `#/homes/${homeId}`;
export const planHref = (homeId: string): string => `#/homes/${homeId}/plan`;
export const quarantineHref = "#/unreadable";
export const wallHref = "#/wall";
export const reportsHref = "#/reports";
/** With filters as `closedCasesHref?outcome=genuine`; see operator/closedCases/filters.ts. */
export const closedCasesHref = "#/closed-cases";
/** A case at the desk, open or closed. */
export const caseHref = (id: string): string => `#case-${id}`;
/** The desk, with no alarm selected; it then shows the most urgent one. */
export const deskHref = "#";

/**
 * An address holds ids and no personal data, but for the filters of the closed cases: a colleague gets them with the address. They are in its
 * fragment, which a browser sends to no server. An unknown address leads to the desk, because alarms are there.
 */
export function pageAddressOf(hash: string): PageAddress {
  if (hash === quarantineHref) return { kind: "quarantine" };
  if (hash === wallHref) return { kind: "wall" };
  if (hash === reportsHref) return { kind: "reports" };
  if (hash.split("?")[0] === closedCasesHref) return { kind: "closedCases" };
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
