import { z } from "zod";
import { alarmView, type Priority, priority } from "#domain/alarm.ts";
import { answeredMode } from "#domain/home.ts";
import { asAlarmId, idText } from "#domain/ids.ts";
import { may, mayTouch } from "#domain/role.ts";
import type { AlarmDesk } from "#response/case/alarmDesk.ts";
import { alarmLists } from "#response/case/alarmLists.ts";
import { allow } from "../access/guard.ts";
import type { Api } from "../api.ts";
import { Refusal, refusals } from "../errors.ts";
import { listOf } from "../paging.ts";
import { emptyPage, listScope, modeFor, scopeQuery } from "./listScope.ts";

/** The permission that each list needs. */
const neededFor = { queue: "seeAlarms", technical: "seeTechnical" } as const;
const eitherList = Object.values(neededFor);

export const alarmParams = z.object({ id: idText.describe("The id of the alarm.") });
export const unknownAlarm = (id: string): Refusal => new Refusal("notFound", `There is no alarm ${id}.`);

export function alarmRoutes(api: Api, { desk }: { desk: AlarmDesk }): void {
  listAlarms(api, desk);
  countAlarms(api, desk);
  showAlarm(api, desk);
}

/** Two priorities had these names up to version 0.2. The filter accepts the old names for one release. */
const formerPriorities = { notice: "info", gentle: "advisory" } as const satisfies Record<string, Priority>;
const formerPriority = z.enum(["notice", "gentle"]).meta({
  deprecated: true,
  description: "Deprecated: the old names of `info` and `advisory`. The next release refuses them.",
});
const priorityFilter = z.union([priority, formerPriority]);
type PriorityFilter = z.infer<typeof priorityFilter>;
const priorityOf = (given: PriorityFilter): Priority => (given === "notice" || given === "gentle" ? formerPriorities[given] : given);

const alarmsQuery = scopeQuery("alarms").extend({
  list: z.enum(alarmLists).default("queue").describe("`queue`: alarms that operators answer. `technical`: faults of devices and rules."),
  state: z.enum(["open", "closed"]).optional().describe("Without it: open and closed alarms."),
  priority: priorityFilter.optional().describe("Only alarms of this priority."),
  strength: priorityFilter
    .optional()
    .meta({ deprecated: true, description: "Deprecated: the old name of `priority`. The next release ignores it." }),
});

function listAlarms(api: Api, desk: AlarmDesk): void {
  api.get(
    "/alarms",
    {
      config: { needs: eitherList },
      schema: {
        summary: "List alarms",
        description:
          "With `state=open`: highest priority first, then longest waiting. Otherwise: newest first. Faults of devices and rules are on the technical list, which makes no sound on a screen, and never in the queue. A tester sees alarms of test homes only.",
        tags: ["alarms"],
        querystring: alarmsQuery,
        response: { 200: listOf(alarmView), ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ caller, query }) => {
      const { list, state } = query;
      const wanted = query.priority ?? query.strength;
      allow(caller, neededFor[list]);
      const scope = listScope(caller, query);
      if (scope === null) return emptyPage;
      return desk.list({ ...scope, list, state, priority: wanted === undefined ? undefined : priorityOf(wanted) });
    },
  );
}

const openCount = z.number().int().nullable();
const countsView = z.object({ queue: openCount, technical: openCount });
const noneOpen = { queue: 0, technical: 0 };

function countAlarms(api: Api, desk: AlarmDesk): void {
  api.get(
    "/alarms/counts",
    {
      config: { needs: eitherList },
      schema: {
        summary: "Count the open alarms of each list",
        description: "The count of a list that the caller may not see is null.",
        tags: ["alarms"],
        querystring: z.object({ mode: answeredMode.optional().describe("Count only live homes, or only test homes.") }),
        response: { 200: countsView, ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ caller, query: { mode } }) => {
      const { role } = caller;
      const seen = modeFor(caller, mode);
      const counts = seen === null ? noneOpen : await desk.counts(seen.mode);
      return {
        queue: may(role, neededFor.queue) ? counts.queue : null,
        technical: may(role, neededFor.technical) ? counts.technical : null,
      };
    },
  );
}

function showAlarm(api: Api, desk: AlarmDesk): void {
  api.get(
    "/alarms/:id",
    {
      config: { needs: eitherList },
      schema: {
        summary: "Show an alarm with its timeline",
        tags: ["alarms"],
        params: alarmParams,
        response: { 200: alarmView, ...refusals(401, 403, 404, 422, 503) },
      },
    },
    async (request) => {
      const alarm = await desk.get(asAlarmId(request.params.id));
      if (alarm === null || !mayTouch(request.caller.role, alarm.mode)) throw unknownAlarm(request.params.id);
      allow(request.caller, neededFor[alarm.technical ? "technical" : "queue"]);
      return alarm;
    },
  );
}
