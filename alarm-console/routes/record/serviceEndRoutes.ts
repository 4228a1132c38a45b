import { z } from "zod";
import { idText } from "#domain/ids.ts";
import { legibleText } from "#domain/text.ts";
import type { EndAnswer, ServiceEnds } from "#homes/record/serviceEnds.ts";
import type { Registry } from "#homes/registry.ts";
import { touchableHome } from "../../access/touchableHome.ts";
import type { Api } from "../../api.ts";
import { notValid, Refusal, refusals } from "../../errors.ts";
import { homeParams } from "../homes.ts";

interface ServiceEndRouteNeeds {
  registry: Registry;
  serviceEnds: ServiceEnds;
}

const why = legibleText(500).describe("The reason, for the history of the record.");
const modeAnswer = z.object({ id: z.string(), mode: z.enum(["live", "ended"]) }).meta({ id: "ServiceMode" });

/** The end of the service of a home, and its beginning again. */
export function serviceEndRoutes(api: Api, { registry, serviceEnds }: ServiceEndRouteNeeds): void {
  api.post(
    "/homes/:id/end",
    {
      config: { needs: "endServices" },
      schema: {
        summary: "End the service of a home",
        description:
          "Every login of the home ends, no rule watches it, and nothing raises an alarm any more. The record, readings and alarms stay. 409 `openCases` where a case of the home is open: close it first.",
        tags: ["homes"],
        params: homeParams,
        body: z.strictObject({ why, returned: z.array(idText).max(200).default([]).describe("The devices that are returned to stock.") }),
        response: { 200: modeAnswer, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async ({ caller, params, body }) => {
      const home = touchableHome(registry, caller, params.id);
      throwRefusal(
        await serviceEnds.end(home.id, body, { id: caller.id, name: caller.name }),
        "This home is a test home, or its service has ended.",
      );
      return { id: home.id, mode: "ended" as const };
    },
  );
  api.post(
    "/homes/:id/reopen",
    {
      config: { needs: "endServices" },
      schema: {
        summary: "Begin the service of a home again",
        description:
          "Within a day of the end everything is as it was. Later, the devices that were returned to stock are taken out; the others may log in again.",
        tags: ["homes"],
        params: homeParams,
        body: z.strictObject({ why }),
        response: { 200: modeAnswer, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) },
      },
    },
    async ({ caller, params, body }) => {
      const home = touchableHome(registry, caller, params.id);
      throwRefusal(
        await serviceEnds.reopen(home.id, body.why, { id: caller.id, name: caller.name }),
        "The service of this home has not ended.",
      );
      return { id: home.id, mode: "live" as const };
    },
  );
}

function throwRefusal(answer: EndAnswer, wrongMode: string): void {
  if (answer.ok) return;
  if (answer.why === "mode") throw new Refusal("over", wrongMode);
  if (answer.why === "openCases") throw new Refusal("openCases", "A case of this home is open. Close it first.", { cases: answer.cases });
  throw notValid(answer.devices.map((id) => ({ path: "returned", message: `this home has no device ${id}` })));
}
