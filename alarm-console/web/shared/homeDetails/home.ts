import type { HomeMode } from "#domain/home.ts";
import type { ReadingField } from "#domain/reading.ts";
import type { Contact } from "#domain/record/contactFields.ts";
import type { Person } from "#domain/record/personFields.ts";

/** GET /api/v1/homes/{id}. */
export interface HomeDetail {
  id: string;
  name: string;
  address: string;
  timezone: string;
  mode: HomeMode;
  createdAt: string;
  /** There are access notes. They are shown for an open case only, and each look is recorded. */
  hasAccessNotes: boolean;
  /** When a test call was closed last; null: never. */
  lastTestAt: string | null;
  /** The home's own number. */
  phone: string | null;
  /** Grows with each change of the home's own fields. */
  version: number;
  postcode: string;
  what3words: string;
  coordinates: { latitude: number; longitude: number } | null;
  area: string;
  contract: string;
  /** The key of the home in another system. */
  reference: string;
  /** Null: its service goes on. */
  serviceEnd: { at: string; why: string; by: string; returned: string[] } | null;
  people: PersonDetail[];
  contacts: (Contact & Row & { place: number; checkOverdue: boolean })[];
  devices: DeviceDetail[];
}

/** `photoAt`: when the photo was set; null: none. */
export type PersonDetail = Person & Row & { photoAt: string | null };

/** The photo of a person. Without `setAt` for a call that changes it. */
export const photoHref = (homeId: string, personId: string, setAt?: string): string =>
  `/api/v1/homes/${homeId}/people/${personId}/photo${setAt === undefined ? "" : `?set=${encodeURIComponent(setAt)}`}`;

/** A row of the record, with the version that a change of it names. */
interface Row {
  id: string;
  version: number;
}

export interface DeviceDetail extends Row {
  model: string;
  serial: string;
  location: string;
  installedOn: string | null;
  replacedOn: string | null;
  /** What it was before it was replaced, oldest first. */
  formerUnits: { model: string; serial: string; installedOn: string | null; replacedAt: string; by: string }[];
  alsoReports: string[];
  /** Null: it has a login of its own. */
  gatewayId: string | null;
  /** Its name at the gateway. */
  externalId: string | null;
  /** False: it has no secret yet, so it cannot connect. */
  hasLogin: boolean;
  batteryType: string;
  network: string;
  outside: boolean;
  name: string;
  kind: string;
  room: string;
  expectedIntervalSeconds: number | null;
  lastHeardAt: string | null;
  skewSeconds: number | null;
  unreadable: readonly ReadingField[];
  lastUnreadable: boolean;
  /** Percent. */
  battery: number | null;
  /** dBm. */
  signal: number | null;
  linkMargin: number | null;
  status: "heard" | "late" | "offline" | "never" | "notExpected";
}
