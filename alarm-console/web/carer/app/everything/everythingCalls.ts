import type { DeviceStatus } from "#domain/deviceStatus.ts";
import type { Weekday } from "#domain/time/wallClock.ts";
import type { Answer } from "../../../shared/api/call.ts";
import { carerCall } from "../carerCall.ts";

export interface CaredPlan {
  name: string;
  windows: { name: string; from: string; to: string; days: Weekday[] }[];
  rules: { title: string; explains: string; guardsLife: boolean; settings: { title: string; value: unknown; unit: string | null }[] }[];
  suspended: { rule: string; title: string }[];
}

export interface CaredDevices {
  asOf: string;
  timezone: string;
  items: { id: string; name: string; room: string; lastHeardAt: string | null; battery: number | null; status: DeviceStatus }[];
}

export const planOf = (homeId: string): Promise<Answer<CaredPlan>> => carerCall("GET", `/api/v1/carer/homes/${homeId}/plan`);
export const devicesOf = (homeId: string): Promise<Answer<CaredDevices>> => carerCall("GET", `/api/v1/carer/homes/${homeId}/devices`);
