/** GET /installer/jobs, as this page reads it (routes/installing/jobs.ts). */
interface Place {
  homeId: string;
  homeName: string;
  address: string;
}
interface Trouble extends Place {
  deviceId: string | null;
  sentence: string;
  since: string;
}
export interface Jobs {
  commissioning: readonly (Place & { until: string | null; by: string | null; devices: number })[];
  batteries: readonly (Trouble & { dueOn: string; overdue: boolean })[];
  faults: readonly Trouble[];
  tests: readonly (Place & { lastTestAt: string | null; dueOn: string; overdueDays: number })[];
}

/** GET /unknown-devices (routes/gateways/unknownDevices.ts). */
export interface UnknownDevice {
  homeId: string;
  homeName: string;
  gatewayName: string;
  externalId: string;
  name: string | null;
  model: string | null;
}
