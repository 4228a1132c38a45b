import { z } from "zod";
import { newDevice } from "../home.ts";
import { freeText, line } from "../text.ts";

/** What staff record of a device. */
export const deviceFields = z.strictObject({
  ...newDevice.shape,
  name: line(120),
  alsoReports: newDevice.shape.alsoReports.unwrap().default([]).describe("Further kinds that it may report."),
  model: freeText(120).default("").describe("As its maker calls it."),
  serial: freeText(120).default(""),
  location: freeText(200).default("").describe("Where in the room: “behind the headboard”."),
  installedOn: z.iso.date("write a date such as 2026-11-21").nullable().default(null),
  replacedOn: z.iso.date("write a date such as 2026-11-21").nullable().default(null).describe("When this unit took the place of another."),
  batteryType: freeText(40).default("").describe("Such as CR2032; empty for a device without one."),
  network: freeText(60)
    .default("")
    .describe("The mobile network or other supplier of its connection, such as EE: an outage may be of one network."),
});
export type DeviceFields = z.infer<typeof deviceFields>;
