/**
 * The page that the address names: the desk with the queue, the list of homes, a new home, one home, its plan, the board of devices, the unknown devices,
 * an outage, the closed cases, the messages that could not be read, for supervisors the wall, the reports and the bulk import, the accounts for
 * administrators, and one's own account.
 */
export type PageAddress =
  | { kind: "desk" }
  | { kind: "homes" }
  | { kind: "newHome" }
  | { kind: "home"; homeId: string; deviceId?: string }
  | { kind: "devices" }
  | { kind: "unknownDevices" }
  | { kind: "outage"; id: string }
  | { kind: "plan"; homeId: string }
  | { kind: "closedCases" }
  | { kind: "quarantine" }
  | { kind: "wall" }
  | { kind: "reports" }
  | { kind: "bulk" }
  | { kind: "accounts" }
  | { kind: "ownAccount" };

export const homesHref = "#/homes";
export const newHomeHref = "#/homes/new";
export const homeHref = (homeId: string): string => `#/homes/${homeId}`;
/** The page of a home, at one of its devices. */
export const homeDeviceHref = (homeId: string, deviceId: string): string => `#/homes/${homeId}/devices/${deviceId}`;
/** The board of devices; with filters as `#/devices?status=offline`. */
export const devicesHref = "#/devices";
/** Devices that a gateway offers or speaks for, and that are not registered. */
export const unknownDevicesHref = "#/unknown-devices";
export const outageHref = (id: string): string => `#/outages/${id}`;
export const planHref = (homeId: string): string => `#/homes/${homeId}/plan`;
export const quarantineHref = "#/unreadable";
export const wallHref = "#/wall";
export const reportsHref = "#/reports";
export const bulkHref = "#/bulk";
export const accountsHref = "#/accounts";
export const ownAccountHref = "#/account";
/** The token of a sign-in link, or null. */
export const welcomeToken = (hash: string): string | null => /^#\/welcome\/([\w-]{1,100})$/.exec(hash)?.[1] ?? null;
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
  if (hash === newHomeHref) return { kind: "newHome" };
  if (hash === unknownDevicesHref) return { kind: "unknownDevices" };
  if (hash === wallHref) return { kind: "wall" };
  if (hash === reportsHref) return { kind: "reports" };
  if (hash === bulkHref) return { kind: "bulk" };
  if (hash === accountsHref) return { kind: "accounts" };
  if (hash === ownAccountHref) return { kind: "ownAccount" };
  if (hash.split("?")[0] === closedCasesHref) return { kind: "closedCases" };
  if (hash.split("?")[0] === devicesHref) return { kind: "devices" };
  const outage = /^#\/outages\/(\d+)$/.exec(hash)?.[1];
  if (outage !== undefined) return { kind: "outage", id: outage };
  const [, homeOfDevice, deviceId] = /^#\/homes\/(\d+)\/devices\/(\d+)$/.exec(hash) ?? [];
  if (homeOfDevice !== undefined && deviceId !== undefined) return { kind: "home", homeId: homeOfDevice, deviceId };
  const [, homes, homeId, page] = /^#\/(homes)(?:\/(\d+)(?:\/(plan))?)?\/?$/.exec(hash) ?? [];
  if (homes === undefined) return { kind: "desk" };
  if (homeId === undefined) return { kind: "homes" };
  return page === undefined ? { kind: "home", homeId } : { kind: "plan", homeId };
}

/** How the link to the homes is marked: as this page, or as the part of the pages that this page is in. */
export function currentHomes({ kind }: PageAddress): "page" | "true" | undefined {
  if (kind === "homes") return "page";
  return kind === "home" || kind === "newHome" || kind === "plan" ? "true" : undefined;
}

/** The same for the link to the devices. */
export function currentDevices({ kind }: PageAddress): "page" | "true" | undefined {
  if (kind === "devices") return "page";
  return kind === "unknownDevices" ? "true" : undefined;
}
