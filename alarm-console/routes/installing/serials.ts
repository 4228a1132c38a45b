import type pg from "pg";
import { z } from "zod";
import { mayTouch } from "#domain/role.ts";
import { line } from "#domain/text.ts";
import { deviceWithSerial, placeInWords } from "#homes/installing/serials.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";

export function serialRoutes(api: Api, { pool }: { pool: pg.Pool }): void {
  api.get(
    "/serials/:serial",
    {
      config: { needs: "registerHomes" },
      schema: {
        summary: "Say whether a device with this serial number is in use, and where",
        tags: ["installing"],
        params: z.object({ serial: line(120).describe("As on the device; capitals, blanks and hyphens do not matter.") }),
        response: {
          200: z.object({
            usedBy: z.object({ deviceId: z.string().nullable(), homeId: z.string().nullable(), words: z.string() }).nullable(),
          }),
          ...refusals(401, 403, 422, 503),
        },
      },
    },
    async ({ caller, params }) => {
      const found = await deviceWithSerial(pool, params.serial);
      if (found === null) return { usedBy: null };
      const { deviceId, homeId } = mayTouch(caller.role, found.mode) ? found : { deviceId: null, homeId: null };
      return { usedBy: { deviceId, homeId, words: placeInWords(found, caller.role) } };
    },
  );
}
