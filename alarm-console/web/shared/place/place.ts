/** Where on the page somebody is: the desk with the queue, the list of homes, one home, or its plan. */
export type Place = { kind: "desk" } | { kind: "homes" } | { kind: "home"; homeId: string } | { kind: "plan"; homeId: string };

export const homesHref = "#/homes";
export const homeHref = (homeId: string): string => `#/homes/${homeId}`;
export const planHref = (homeId: string): string => `#/homes/${homeId}/plan`;
/** Leads to the desk; the desk then shows what waits. */
export const deskHref = "#";

/** Only ids ever stand in an address. What is not known leads to the desk, where alarms are. */
export function placeOf(hash: string): Place {
  const [, homes, homeId, page] = /^#\/(homes)(?:\/(\d+)(?:\/(plan))?)?\/?$/.exec(hash) ?? [];
  if (homes === undefined) return { kind: "desk" };
  if (homeId === undefined) return { kind: "homes" };
  return page === undefined ? { kind: "home", homeId } : { kind: "plan", homeId };
}
