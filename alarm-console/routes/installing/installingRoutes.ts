import type pg from "pg";
import { SetupCodes } from "#homes/installing/setupCodes.ts";
import type { Registry } from "#homes/registry.ts";
import type { Response } from "#response/response.ts";
import type { Api } from "../../api.ts";
import type { DeviceSummaryOf } from "../homeRecord.ts";
import { commissioningRoutes } from "./commissioning.ts";
import { handoverRoutes } from "./handovers.ts";
import { jobRoutes } from "./jobs.ts";
import { planTemplateRoute } from "./planTemplate.ts";
import { serialRoutes } from "./serials.ts";
import { setupCodeRoutes } from "./setupCodes.ts";

export interface InstallingNeeds {
  pool: pg.Pool;
  registry: Registry;
  response: Response;
  deviceSummaryOf: DeviceSummaryOf;
  /** Epoch ms. */
  now: () => number;
}

/** What an installer does in a home. */
export function installingRoutes(api: Api, { pool, registry, response, deviceSummaryOf, now }: InstallingNeeds): void {
  const { commissionings, caseLists } = response;
  jobRoutes(api, { pool, now });
  commissioningRoutes(api, { pool, registry, commissionings, caseLists, deviceSummaryOf });
  setupCodeRoutes(api, { registry, codes: new SetupCodes({ pool, registry, now }), now });
  serialRoutes(api, { pool });
  planTemplateRoute(api, { registry, now });
  handoverRoutes(api, { pool, registry, deviceSummaryOf, now });
}
