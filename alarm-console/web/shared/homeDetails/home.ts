import type { Contact, HomeMode, Person } from "#domain/home.ts";
import type { ReadingField } from "#domain/reading.ts";

/** GET /api/v1/homes/{id}. */
export interface HomeDetail {
  id: string;
  name: string;
  address: string;
  timezone: string;
  mode: HomeMode;
  people: Person[];
  contacts: Contact[];
  devices: DeviceDetail[];
}

export interface DeviceDetail {
  id: string;
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
  status: "heard" | "late" | "offline" | "never" | "notExpected";
}
