import type pg from "pg";
import { z } from "zod";
import { type HitKind, searchHit } from "#domain/answering/searchHit.ts";
import { may, type Role } from "#domain/role.ts";
import { line } from "#domain/text.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import { listOf } from "../../paging.ts";
import { find } from "./find.ts";

const searchQuery = z.object({
  q: line(200).describe("Words, a telephone number or an id."),
  limit: z.coerce.number().int().min(1).max(50).default(7).describe("How many of each kind at most."),
});

export function searchRoutes(api: Api, { pool, country }: { pool: pg.Pool; country: string }): void {
  api.get(
    "/search",
    {
      config: { needs: "seeHomes" },
      schema: {
        summary: "Search people, contacts, telephone numbers, homes, devices and cases",
        description:
          "People, contacts, homes and devices by the beginning of each word, without regard to capitals and accents; the words of a person or contact may also be those of the home. Contacts by any part of a telephone number of four digits or more, in any spelling. Devices and cases by id: `7`, `#7`, `case 7`. The answer is one page, in the order of this list. An installer finds homes and devices only, a tester finds test homes only.",
        tags: ["homes"],
        querystring: searchQuery,
        response: { 200: listOf(searchHit), ...refusals(401, 403, 422, 503) },
      },
    },
    async ({ caller: { role }, query: { q, limit } }) => {
      const mode = role === "tester" ? "test" : undefined;
      return { items: await find(pool, { text: q, kinds: kindsFor(role), mode, limit, country }), next: null };
    },
  );
}

/** Names and numbers of people are for those who answer alarms; an installer finds the home and what is fitted there. */
const kindsFor = (role: Role): HitKind[] => (may(role, "seeAlarms") ? ["person", "contact", "home", "device", "case"] : ["home", "device"]);
