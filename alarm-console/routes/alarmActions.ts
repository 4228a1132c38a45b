import { z } from "zod";
import { type AlarmView, alarmView, outcome } from "#domain/alarm.ts";
import { type AlarmId, asAlarmId } from "#domain/ids.ts";
import { mayTouch } from "#domain/role.ts";
import { freeText, maxInt32 } from "#domain/text.ts";
import type { AlarmDesk, DeskAnswer } from "#response/case/alarmDesk.ts";
import type { Caller } from "../access/caller.ts";
import type { Api } from "../api.ts";
import { Refusal, refusals } from "../errors.ts";
import { alarmParams, unknownAlarm } from "./alarms.ts";
import { holderFrom } from "./cases/caseAnswer.ts";

/** What an operator does with an alarm: claim it, add a note, close it. */
export function alarmActionRoutes(api: Api, { desk }: { desk: AlarmDesk }): void {
  claimAlarm(api, desk);
  addNote(api, desk);
  closeAlarm(api, desk);
}

const noteText = freeText(2000);
const answers = { 200: alarmView, ...refusals(400, 401, 403, 404, 409, 413, 422, 503) };

function claimAlarm(api: Api, desk: AlarmDesk): void {
  api.post(
    "/alarms/:id/claim",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Claim an alarm",
        description:
          "One person at a time can claim an alarm. 409 `held` if another person has claimed it; `details.heldBy` names that person. 409 `closed` if it is closed. Claiming your own alarm again changes nothing.",
        tags: ["alarms"],
        params: alarmParams,
        response: answers,
      },
    },
    async (request) => {
      const id = await touchableAlarm(desk, request.caller, request.params.id);
      return answerOf(request.params.id, await desk.claim(id, holderFrom(request.caller)));
    },
  );
}

function addNote(api: Api, desk: AlarmDesk): void {
  api.post(
    "/alarms/:id/notes",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Add a note to the timeline of an alarm",
        description:
          "Everyone who may answer alarms may add a note, also when another person has claimed the alarm, and after it is closed.",
        tags: ["alarms"],
        params: alarmParams,
        body: z.object({ text: noteText.min(1, "this must not be empty").describe("The note, at most 2000 characters.") }),
        response: answers,
      },
    },
    async (request) => {
      const id = await touchableAlarm(desk, request.caller, request.params.id);
      return answerOf(request.params.id, await desk.note(id, request.caller, request.body.text));
    },
  );
}

const closeInput = z.object({
  outcome,
  text: noteText.optional().describe("A note for the timeline, at most 2000 characters."),
  rings: z
    .number()
    .int()
    .min(1)
    .max(maxInt32)
    .optional()
    .describe("The value of `rings` that you saw. If the alarm has rung again since, it stays open and the answer is 409 `rangAgain`."),
});

function closeAlarm(api: Api, desk: AlarmDesk): void {
  api.post(
    "/alarms/:id/close",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "Close an alarm with an outcome",
        description:
          "409 `held` if another person has claimed it. 409 `closed` if it is closed already. 409 `rangAgain` if it has rung more often than the `rings` that you sent. 422 if there is no outcome.",
        tags: ["alarms"],
        params: alarmParams,
        body: closeInput,
        response: answers,
      },
    },
    async (request) => {
      const id = await touchableAlarm(desk, request.caller, request.params.id);
      return answerOf(request.params.id, await desk.close(id, request.caller, request.body));
    },
  );
}

/** The alarm's id, or Refusal `notFound`: a caller who may not touch a home cannot find out whether its alarms exist. */
async function touchableAlarm(desk: AlarmDesk, caller: Caller, id: string): Promise<AlarmId> {
  const alarmId = asAlarmId(id);
  if (mayTouch(caller.role, "live")) return alarmId;
  const alarm = await desk.get(alarmId);
  if (alarm === null || !mayTouch(caller.role, alarm.mode)) throw unknownAlarm(id);
  return alarmId;
}

function answerOf(id: string, answer: DeskAnswer): AlarmView {
  if (answer.ok) return answer.alarm;
  switch (answer.why) {
    case "held":
      throw new Refusal("held", `${answer.heldBy.name} has claimed this alarm. You can still add a note.`, { heldBy: answer.heldBy });
    case "rangAgain":
      throw new Refusal("rangAgain", "This alarm rang again and is still open. Read its timeline, then close it.");
    case "closed":
      throw new Refusal("closed", "This alarm is closed already. You can still add a note.");
    case "unknown":
      throw unknownAlarm(id);
  }
}
