import { z } from "zod";
import type { SourceState } from "#ingest/sources/sourceState.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { rfc3339, rfc3339OrNull } from "../../rfc3339.ts";
import { sourceProblem } from "./sourceProblem.ts";

const sourceView = z
  .object({
    name: z.string(),
    family: z.string(),
    host: z.string(),
    gatewayIds: z.array(z.string()).describe("The gateways for which it speaks."),
    connected: z.boolean(),
    since: z.iso.datetime().describe("Since when it is connected, or away."),
    lastMessageAt: z.iso.datetime().nullable(),
    fault: z.string().nullable().describe("Why the last attempt failed; null where there is no fault."),
    problem: z.string().nullable().describe("What is wrong with it in plain words, for staff; null: nothing."),
    attempts: z.number().int().describe("Failed attempts since it was connected last."),
  })
  .meta({ id: "Source" });

export function sourceRoutes(api: Api, states: () => readonly SourceState[]): void {
  const schema = {
    summary: "List the brokers of sites that the service reads from",
    description:
      "Those of the file that LINKLINE_SOURCES names. One that is away stores what its devices send, and is tried again until it answers.",
    tags: ["homes"],
    response: { 200: z.object({ items: z.array(sourceView) }), ...refusals(401, 403) },
  };
  api.get("/sources", { config: { needs: "seeTechnical" }, schema }, async () => ({
    items: states().map(({ since, lastMessageAt, gatewayIds, ...state }) => ({
      ...state,
      problem: sourceProblem(state),
      gatewayIds: [...gatewayIds],
      since: rfc3339(since),
      lastMessageAt: rfc3339OrNull(lastMessageAt),
    })),
  }));
}
