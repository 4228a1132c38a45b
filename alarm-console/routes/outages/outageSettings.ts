import { outageSettings } from "#domain/outage/outageSettings.ts";
import type { StoredOutageSettings } from "#response/incident/outage/storedOutageSettings.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";

export function outageSettingsRoutes(api: Api, { settings }: { settings: StoredOutageSettings }): void {
  api.get(
    "/outage-settings",
    {
      config: { needs: "setUpAnswering" },
      schema: {
        summary: "Read when silent homes are one outage",
        tags: ["answering"],
        response: { 200: outageSettings, ...refusals(401, 403) },
      },
    },
    async () => settings.present(),
  );
  api.put(
    "/outage-settings",
    {
      config: { needs: "setUpAnswering" },
      schema: {
        summary: "Change when silent homes are one outage",
        description:
          "Send all of them; what is left out gets its default. They apply from now on. An outage that lasts keeps the `holdMinutes` and `longestHoldMinutes` with which it was found.",
        tags: ["answering"],
        body: outageSettings,
        response: { 200: outageSettings, ...refusals(400, 401, 403, 413, 422, 503) },
      },
    },
    async ({ body }) => {
      await settings.change(body);
      return settings.present();
    },
  );
}
