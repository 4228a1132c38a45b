import type pg from "pg";
import { z } from "zod";
import { idText } from "#domain/ids.ts";
import type { Notify } from "#response/notify/notify.ts";
import { dismissPhoneProblem, readPhoneProblems } from "#response/notify/phones/phoneProblems.ts";
import type { Api } from "../../api.ts";
import { Refusal, refusals } from "../../errors.ts";
import { rfc3339 } from "../../rfc3339.ts";

export interface PhoneProblemRouteNeeds {
  pool: pg.Pool;
  notify: Pick<Notify, "pushPublicKey">;
  /** Epoch ms. */
  now: () => number;
}

const problem = z
  .object({
    carerId: z.string(),
    name: z.string(),
    homeId: z.string(),
    homeName: z.string(),
    kind: z
      .enum(["noPhone", "notSetUp"])
      .describe("`noPhone`: the last phone gets no pushes any more. `notSetUp`: a day after joining no test of a phone has succeeded yet."),
    since: z.iso.datetime(),
    why: z.enum(["gone", "switchedOff", "signedOut", "replaced", "tooMany"]).nullable().describe("Of `noPhone`."),
    informed: z.enum(["waiting", "sent", "failed"]).nullable().describe("The message to the carer about it; null: none was sent."),
  })
  .meta({ id: "PhoneProblem" });
const problems = z.object({ items: z.array(problem), next: z.null() });

/** Carers whose phone will not ring. An item is over when the carer has registered and tested a phone, or when staff have seen to it. */
export function phoneProblemRoutes(api: Api, { pool, notify, now }: PhoneProblemRouteNeeds): void {
  const config = { needs: "followUpPhones" } as const;
  const tags = ["carers"];
  const list = async (): Promise<z.infer<typeof problems>> => {
    // Where the service sends no pushes, no phone rings, and that is no carer's fault.
    const found = notify.pushPublicKey === null ? [] : await readPhoneProblems(pool, now());
    return { items: found.map((one) => ({ ...one, since: rfc3339(one.since) })), next: null };
  };
  api.get(
    "/phone-problems",
    {
      config,
      schema: { summary: "List the carers whose phone will not ring", tags, response: { 200: problems, ...refusals(401, 403, 503) } },
    },
    list,
  );
  api.post(
    "/phone-problems/:carerId/dismiss",
    {
      config,
      schema: {
        summary: "Take a carer off the list: you have seen to it",
        description: "The carer is on it again when another phone stops ringing.",
        tags,
        params: z.object({ carerId: idText }),
        response: { 200: problems, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async ({ params, caller }) => {
      if (!(await dismissPhoneProblem(pool, params.carerId, caller.name, now()))) throw new Refusal("notFound", "There is no such carer.");
      return list();
    },
  );
}
