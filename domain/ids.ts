import { z } from "zod";

/** The database makes ids as 64-bit numbers. They travel as strings, because a JavaScript number holds only 53 bits exactly. */
export const idText = z.string().regex(/^[1-9]\d{0,17}$/, "an id is a decimal number");

export type HomeId = string & { readonly brand: "home" };
export type DeviceId = string & { readonly brand: "device" };
export type AlarmId = string & { readonly brand: "alarm" };

export const asHomeId = (id: string | number | bigint): HomeId => String(id) as HomeId;
export const asDeviceId = (id: string | number | bigint): DeviceId => String(id) as DeviceId;
export const asAlarmId = (id: string | number | bigint): AlarmId => String(id) as AlarmId;
