import { z } from "zod";
import { asDeviceId } from "#domain/ids.ts";
import { deviceFields } from "#domain/record/deviceFields.ts";
import type { Prepare } from "#homes/record/preparations.ts";
import { replaceUnit } from "#homes/record/replacedUnits.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { ifMatch, type RecordRouteNeeds, rowFrom, rowOf, rowParams } from "./recordCalls.ts";

const { model, serial, batteryType } = deviceFields.shape;
const newUnit = z.strictObject({
  model: model.unwrap().optional(),
  serial: serial.unwrap().optional(),
  batteryType: batteryType.unwrap().optional(),
});

const answer = z
  .object({
    ...{ id: z.string(), version: z.number().int() },
    ...deviceFields.shape,
    mqtt: z.object({
      username: z.string(),
      secret: z.string().describe("Shown only in this answer; the service stores a hash of it."),
      topic: z.string(),
      commandTopic: z.string(),
    }),
  })
  .meta({ id: "ReplacedDevice" });

/** Replaces the unit of a device and keeps its history. `now` in epoch ms. */
export function replaceRoute(api: Api, { registry, records }: RecordRouteNeeds, prepare: Prepare, now: () => number): void {
  api.post(
    "/homes/:id/devices/:rowId/replace",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Replace a device by a new unit",
        description:
          "The device keeps its id, its readings, its alarms and its rules. The former unit's login ends, and the answer has that of the new one. The history names both. A device behind a gateway has no login of its own: correct its record instead.",
        tags: ["homes"],
        params: rowParams,
        headers: ifMatch,
        body: newUnit,
        response: { 200: answer, ...refusals(400, 401, 403, 404, 409, 412, 413, 422, 428, 503) },
      },
    },
    async (request, reply) => {
      const row = rowOf("device", request, registry);
      const known = registry.device(asDeviceId(row.id));
      if (known === undefined || known.homeId !== row.homeId)
        throw new Refusal("notFound", "This home has no such device, or not any more.");
      if (known.behind !== null)
        throw new Refusal("over", "This device is behind a gateway and has no login of its own. Correct its record instead.");
      const unit = Object.fromEntries(Object.entries(request.body).filter(([, value]) => value !== undefined));
      const when = { now: now(), timezone: row.home.timezone, prepare: prepare(row.home, row.id, false) };
      const { answer: changed, secret } = await replaceUnit(records, row, unit, when);
      const { id, version, fields } = rowFrom(changed);
      const { username, topic, commandTopic } = known;
      return reply
        .header("cache-control", "no-store")
        .header("etag", `"${version}"`)
        .send({ id, version, ...(fields as z.infer<typeof deviceFields>), mqtt: { username, secret, topic, commandTopic } });
    },
  );
}
