import type pg from "pg";
import { wallView } from "#domain/answering/wall.ts";
import { mayTouch } from "#domain/role.ts";
import { readWall } from "#response/report/wall.ts";
import type { OnDuty } from "#response/watch/onDuty.ts";
import type { Api } from "../../api.ts";
import { refusals } from "../../errors.ts";
import type { Health } from "../health.ts";

export interface WallRouteNeeds {
  pool: pg.Pool;
  onDuty: OnDuty;
  /** Epoch ms. */
  now: () => number;
  timezone: string;
  health: () => Health;
  hasLocalLinks: boolean;
}

export function wallRoutes(api: Api, { pool, onDuty, now, timezone, health, hasLocalLinks }: WallRouteNeeds): void {
  api.get(
    "/wall",
    {
      config: { needs: "seeReports" },
      schema: {
        summary: "Show the state of the centre at a glance",
        description:
          "What waits, who is on duty with what, and how today's and this month's calls were answered. A call counts from when it came to the centre to when a person took it. Test homes, test calls, technical alarms and the canary do not count. It has no medical detail.",
        tags: ["reports"],
        response: { 200: wallView, ...refusals(401, 403, 503) },
      },
    },
    () => {
      const people = onDuty.people().filter(({ role }) => mayTouch(role, "live"));
      const { checks, canaryIsWell } = health();
      return readWall({ pool, people, isRecording: checks.recording, canaryIsWell, hasLocalLinks, timezone, now: now() });
    },
  );
}
