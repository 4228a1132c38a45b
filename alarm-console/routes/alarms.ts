import { z } from "zod";
import { alarmView, outcome, standardOutcomes } from "#domain/alarm.ts";
import { homeMode } from "#domain/home.ts";
import { type AlarmId, asAlarmId, asHomeId, idText } from "#domain/ids.ts";
import { may, mayTouch } from "#domain/role.ts";
import { freeText, greatestInt } from "#domain/text.ts";
import { type AlarmDesk, alarmLists, type DeskAnswer } from "#response/case/alarmDesk.ts";
import type { Caller } from "../access/caller.ts";
import { allow } from "../access/guard.ts";
import type { Api } from "../api.ts";
import { Refusal, refusals } from "../errors.ts";
import { listOf, pageQuery } from "../paging.ts";

const neededFor = { queue: "seeAlarms", technical: "seeTechnical" } as const;
const either = Object.values(neededFor);
const countsView = z.object({ queue: z.number().int().nullable(), technical: z.number().int().nullable() });
const noneOpen = { queue: 0, technical: 0 };

const alarmParams = z.object({ id: idText.describe("The alarm.") });
const note = freeText(2000);
const answers = { 200: alarmView, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) };

export function alarmRoutes(api: Api, { desk }: { desk: AlarmDesk }): void {
  api.get(
    "/alarms",
    {
      config: { needs: either },
      schema: {
        summary: "Alarms, live and test ones told apart by `mode`",
        description:
          "Open ones by urgency, then longest waiting; all others newest first. What is wrong with devices and rules stands on the technical list, which rings nobody, and never in the queue. A tester sees those of test homes.",
        tags: ["alarms"],
        querystring: pageQuery.extend({
          list: z.enum(alarmLists).default("queue"),
          state: z.enum(["open", "closed"]).optional(),
          home: idText.optional(),
          mode: homeMode.optional(),
        }),
        response: { 200: listOf(alarmView), ...refusals(401, 403, 422, 503) },
      },
    },
    async (request) => {
      const { list, state, home, mode, limit, cursor } = request.query;
      const { role } = request.caller;
      allow(request.caller, neededFor[list]);
      if (mode !== undefined && !mayTouch(role, mode)) return { items: [], next: null };
      return desk.list({
        list,
        limit,
        state,
        mode: role === "tester" ? "test" : mode,
        homeId: home === undefined ? undefined : asHomeId(home),
        after: cursor,
      });
    },
  );

  api.get(
    "/alarms/counts",
    {
      config: { needs: either },
      schema: {
        summary: "How many alarms are open on each list",
        description: "A list that is not for the caller is null.",
        tags: ["alarms"],
        querystring: z.object({ mode: homeMode.optional() }),
        response: { 200: countsView, ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ caller: { role }, query: { mode } }) => {
      const counts = mode !== undefined && !mayTouch(role, mode) ? noneOpen : await desk.counts(role === "tester" ? "test" : mode);
      return {
        queue: may(role, neededFor.queue) ? counts.queue : null,
        technical: may(role, neededFor.technical) ? counts.technical : null,
      };
    },
  );

  api.get(
    "/alarms/:id",
    {
      config: { needs: either },
      schema: {
        summary: "An alarm with its timeline",
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

  api.post(
    "/alarms/:id/claim",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Take an alarm",
        description: "Exclusive: where another has it, 409 `held` with `details.heldBy`. Taking one's own again is no fault.",
        tags: ["alarms"],
        params: alarmParams,
        response: answers,
      },
    },
    async (request) => {
      const id = await touchable(request.caller, request.params.id);
      return done(request.params.id, await desk.claim(id, request.caller));
    },
  );

  api.post(
    "/alarms/:id/notes",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Add a note to an alarm's timeline",
        description: "Anybody who may answer alarms may add one, also after the close.",
        tags: ["alarms"],
        params: alarmParams,
        body: z.object({ text: note.min(1, "this must not be empty") }),
        response: answers,
      },
    },
    async (request) => {
      const id = await touchable(request.caller, request.params.id);
      return done(request.params.id, await desk.note(id, request.caller, request.body.text));
    },
  );

  api.post(
    "/alarms/:id/close",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Close an alarm with an outcome",
        description:
          "409 `held` while another has it, 409 `closed` where it is closed already, 409 `rangAgain` where it rang more often than the `rings` that you saw, 422 without an outcome.",
        tags: ["alarms"],
        params: alarmParams,
        body: z.object({
          outcome,
          text: note.optional(),
          rings: z
            .number()
            .int()
            .min(1)
            .max(greatestInt)
            .optional()
            .describe("How often it had rung when you looked: a press that comes meanwhile is then not closed with it."),
        }),
        response: answers,
      },
    },
    async (request) => {
      const id = await touchable(request.caller, request.params.id);
      return done(request.params.id, await desk.close(id, request.caller, request.body));
    },
  );

  api.get(
    "/outcomes",
    {
      config: { needs: "seeAlarms" },
      schema: {
        summary: "The outcomes that a close starts from",
        tags: ["alarms"],
        response: {
          200: z.object({ items: z.array(z.object({ code: z.string(), label: z.string() })), next: z.null() }),
          ...refusals(401, 403),
        },
      },
    },
    async () => ({ items: [...standardOutcomes], next: null }),
  );

  /** An alarm of a home that the caller may not touch looks like one that is not there. */
  async function touchable(caller: Caller, id: string): Promise<AlarmId> {
    const alarmId = asAlarmId(id);
    if (mayTouch(caller.role, "live")) return alarmId;
    const alarm = await desk.get(alarmId);
    if (alarm === null || !mayTouch(caller.role, alarm.mode)) throw unknownAlarm(id);
    return alarmId;
  }
}

const unknownAlarm = (id: string): Refusal => new Refusal("notFound", `There is no alarm ${id}.`);

function done(id: string, answer: DeskAnswer): z.infer<typeof alarmView> {
  if (answer.ok) return answer.alarm;
  if (answer.why === "held") throw new Refusal("held", `${answer.heldBy.name} has this alarm.`, { heldBy: answer.heldBy });
  if (answer.why === "rangAgain") throw new Refusal("rangAgain", "This alarm rang again meanwhile: look before you close it.");
  if (answer.why === "closed") throw new Refusal("closed", "This alarm is closed already.");
  throw unknownAlarm(id);
}
