import { z } from "zod";
import { newDevice } from "../home.ts";
import { idText } from "../ids.ts";
import { readingKinds } from "../reading.ts";
import { freeText, isStorable, line } from "../text.ts";

export type GatewayId = string & { readonly brand: "gateway" };
export const asGatewayId = (id: string | number | bigint): GatewayId => String(id) as GatewayId;

/** Below it a gateway publishes. Without wildcards, and not a topic of the broker itself. */
const baseTopic = z
  .string()
  .max(200)
  .refine(
    (topic) => isStorable(topic) && !/[+#]|^[$/]|\/$/.test(topic),
    "write a topic such as zigbee2mqtt, without + or # and without a slash at its ends",
  )
  .refine(
    (topic) => !/^linkline(\/|$)/i.test(topic),
    "below linkline devices with their own login publish: choose another topic, such as zigbee2mqtt",
  );

export const newGateway = z.object({
  family: line(40).describe("Its make: see GET /gateway-families."),
  name: line(120),
  baseTopic: baseTopic.optional().describe("Below it the gateway publishes; left out, the usual one of its family."),
});
export type NewGateway = z.infer<typeof newGateway>;

/** A device with a login, or one behind a gateway. */
export const newDeviceOfAnyWay = newDevice.extend({
  kind: z.enum(readingKinds).optional().describe("Left out: what its model reports first, or `heartbeat`."),
  gatewayId: idText.optional().describe("The gateway that speaks for it: then it has no login."),
  externalId: line(200).optional().describe("Its name at the gateway."),
  model: freeText(120).optional().describe("As its maker calls it. A model in the catalogue of the gateway's family says what it reports."),
});
export type NewDeviceOfAnyWay = z.infer<typeof newDeviceOfAnyWay>;
