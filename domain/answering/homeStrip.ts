import { z } from "zod";
import { recordedKinds } from "../reading.ts";

/** How much of the past the strip of a home shows. */
export const stripHours = 12;

/** What lasts for a while in a home. `outside`: a person is out of the safe area. `danger`: smoke, gas or water is detected. */
export const spanStates = ["occupied", "open", "movement", "outside", "danger"] as const;
/** What happens at one moment. `unreadable`: a message that could not be read. */
export const markKinds = ["press", "fall", "fallCancelled", "unreadable"] as const;

const between = { from: z.iso.datetime(), to: z.iso.datetime() };

/** What one device reported. Times of the home's clock; everything lies within the strip. */
export const stripDevice = z.object({
  deviceId: z.string(),
  name: z.string(),
  room: z.string(),
  kind: z.enum(recordedKinds),
  spans: z
    .array(z.object({ ...between, state: z.enum(spanStates) }))
    .describe("In their order. Short ones that follow each other closely are one."),
  marks: z
    .array(z.object({ at: z.iso.datetime(), kind: z.enum(markKinds), count: z.number().int() }))
    .describe("`count`: how often within two minutes, or longer where there are many."),
  silences: z
    .array(z.object(between))
    .describe("When it was offline: silent for three times its expected interval. Time in which the service did not listen is no silence."),
});
export type StripDevice = z.infer<typeof stripDevice>;

/**
 * The last twelve hours of a home, device by device, so thinned that a page can draw it: at most 60 spans and 60 marks a device.
 *
 * Example: the bed is occupied from 22:10 to 02:10 and from 02:20 on, the front door is open from 02:12 to 02:13, the pendant has a mark at
 * 02:14, and the kitchen sensor is silent from 23:00 on.
 */
export const homeStrip = z
  .object({
    ...between,
    timezone: z.string(),
    notListening: z.array(z.object(between)).describe("When the service itself could not receive readings."),
    devices: z.array(stripDevice),
  })
  .meta({ id: "HomeStrip" });
export type HomeStrip = z.infer<typeof homeStrip>;
