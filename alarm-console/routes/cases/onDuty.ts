import { z } from "zod";
import { role } from "#domain/role.ts";
import type { OnDuty } from "#response/watch/onDuty.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";

const personOnDuty = z.object({
  id: z.string().describe("The value to send as `to` when handing over."),
  name: z.string(),
  role,
  canHear: z.boolean().describe("The sound check succeeded and the sound is on."),
});

export function onDutyRoutes(api: Api, { onDuty }: { onDuty: OnDuty }): void {
  api.get(
    "/on-duty",
    {
      config: { needs: "answerAlarms" },
      schema: {
        summary: "List who is on duty",
        description: "Everyone with a connected desk. Socket.IO sends the same list as `onDuty`.",
        tags: ["cases"],
        response: { 200: z.object({ items: z.array(personOnDuty), next: z.null() }), ...refusals(401, 403) },
      },
    },
    async () => ({ items: onDuty.people(), next: null }),
  );
}
