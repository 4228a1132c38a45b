import { type AnsweringSettings, answeringSettings } from "#domain/answering/answeringSettings.ts";
import type { StoredSettings } from "#response/settings.ts";
import type { Api } from "../../api.ts";
import { notValid, refusals } from "../../errors.ts";

const tags = ["answering"];

export function answeringSettingsRoutes(api: Api, { settings }: { settings: StoredSettings }): void {
  api.get(
    "/answering-settings",
    {
      config: { needs: "setUpAnswering" },
      schema: {
        summary: "Read the waits of answering",
        description: "All in seconds.",
        tags,
        response: { 200: answeringSettings, ...refusals(401, 403) },
      },
    },
    async () => settings.present(),
  );
  api.put(
    "/answering-settings",
    {
      config: { needs: "setUpAnswering" },
      schema: {
        summary: "Change the waits of answering",
        description:
          "Send all of them; what is left out gets its default. Each is at most an hour, except how long commissioning lasts. They apply to what happens from now on. An escalation that runs keeps its waits.",
        tags,
        body: answeringSettings,
        response: { 200: answeringSettings, ...refusals(400, 401, 403, 413, 422, 503) },
      },
    },
    async ({ body }) => {
      const faults = [...orderFaults(body), ...lengthFaults(body)];
      if (faults.length > 0) throw notValid(faults);
      await settings.change(body);
      return settings.present();
    },
  );
}

/** Each wait must be longer than the one before it. */
const rising = [
  ["ringAgainSeconds", "supervisorSeconds"],
  ["supervisorSeconds", "everyoneSeconds"],
  ["askHolderSeconds", "loseUntouchedSeconds"],
] as const;

/** A longer wait would switch off what calls people. */
const mostSeconds = 3_600;

const lengthFaults = (given: AnsweringSettings) =>
  Object.entries(given)
    .filter(([path, seconds]) => seconds > mostSeconds && path !== "commissioningSeconds")
    .map(([path]) => ({ path, message: "write at most 3,600, which is an hour: a longer wait would switch the step off" }));

const orderFaults = (given: AnsweringSettings) =>
  rising
    .filter(([less, more]) => given[less] >= given[more])
    .map(([less, more]) => ({ path: more, message: `write more than ${less}, which is ${given[less]}` }));
