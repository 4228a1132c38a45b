import type pg from "pg";
import type { Backtests } from "#backtest/backtest.ts";
import type { HomeId } from "#domain/ids.ts";
import { ContingencyPlans } from "#homes/availability/contingencyPlans.ts";
import { BulkJobs } from "#homes/bulk/bulkJobs.ts";
import type { Carers } from "#homes/carers.ts";
import { PlanProposals } from "#homes/planProposals.ts";
import { Photos } from "#homes/record/photo/photos.ts";
import { preparations } from "#homes/record/preparations.ts";
import { Records } from "#homes/record/records.ts";
import { ServiceEnds } from "#homes/record/serviceEnds.ts";
import type { Registry } from "#homes/registry.ts";
import type { SourceState } from "#ingest/sources/sourceState.ts";
import type { Response } from "#response/response.ts";
import type { Callers } from "./access/caller.ts";
import { limitCarerChanges } from "./access/carerChanges.ts";
import { guard } from "./access/guard.ts";
import type { People } from "./access/people/people.ts";
import type { Api } from "./api.ts";
import type { Presence } from "./live/presence.ts";
import { absenceRoutes } from "./routes/absences.ts";
import { accountRoutes } from "./routes/accounts/accountRoutes.ts";
import { alarmActionRoutes } from "./routes/alarmActions.ts";
import { alarmRoutes } from "./routes/alarms.ts";
import { answeringSettingsRoutes } from "./routes/answering/answeringSettings.ts";
import { fallbackContactRoutes } from "./routes/answering/fallbackContacts.ts";
import { outcomeRoutes } from "./routes/answering/outcomes.ts";
import { bulkRoutes } from "./routes/bulk/bulkRoutes.ts";
import { availabilityRoutes } from "./routes/carers/availability/availabilityRoutes.ts";
import { caredEverythingRoutes } from "./routes/carers/caredEverything.ts";
import { caredHomeRoutes } from "./routes/carers/caredHomes.ts";
import { caredNightRoutes } from "./routes/carers/caredNights.ts";
import { carerAnswerRoute } from "./routes/carers/carerAnswers.ts";
import { carerCaseRoutes } from "./routes/carers/carerCases.ts";
import { carerInvitationRoutes } from "./routes/carers/carerInvitations.ts";
import { carerProposalRoutes } from "./routes/carers/carerProposals.ts";
import { agreedContingencyRoutes } from "./routes/carers/contingency/agreedContingency.ts";
import { carerContingencyRoutes } from "./routes/carers/contingency/carerContingency.ts";
import { joiningRoutes } from "./routes/carers/joining.ts";
import { phoneRoutes } from "./routes/carers/phones.ts";
import { pushReceiptRoute } from "./routes/carers/pushReceipts.ts";
import { accessNotesRoute } from "./routes/cases/accessNotes.ts";
import { caseHoldingRoutes } from "./routes/cases/caseHolding.ts";
import { caseRecordingRoutes } from "./routes/cases/caseRecording.ts";
import { caseRoutes } from "./routes/cases/cases.ts";
import { closeCaseRoute } from "./routes/cases/closeCase.ts";
import { onDutyRoutes } from "./routes/cases/onDuty.ts";
import { reopenCaseRoute } from "./routes/cases/reopenCase.ts";
import { deviceBoardRoutes } from "./routes/deviceBoard/deviceBoard.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { gatewayRoutes } from "./routes/gateways/gatewayRoutes.ts";
import { sourceRoutes } from "./routes/gateways/sources.ts";
import { unknownDeviceRoutes } from "./routes/gateways/unknownDevices.ts";
import type { Health } from "./routes/health.ts";
import type { DeviceSummaryOf } from "./routes/homeRecord.ts";
import { homeRoutes } from "./routes/homes.ts";
import { installingRoutes } from "./routes/installing/installingRoutes.ts";
import { receiverRoutes } from "./routes/notify/receivers.ts";
import { incidentRoutes } from "./routes/outages/incidents.ts";
import { outageSettingsRoutes } from "./routes/outages/outageSettings.ts";
import { outageRoutes } from "./routes/outages/outages.ts";
import { planRoutes } from "./routes/plans/plans.ts";
import { proposalRoutes } from "./routes/plans/proposals.ts";
import { quarantineRoutes } from "./routes/quarantine.ts";
import { readingRoutes } from "./routes/readings.ts";
import { photoRoutes } from "./routes/record/photoRoutes.ts";
import { recordRoutes } from "./routes/record/recordRoutes.ts";
import { serviceEndRoutes } from "./routes/record/serviceEndRoutes.ts";
import { searchRoutes } from "./routes/search/search.ts";
import { stripRoutes } from "./routes/strip/strip.ts";
import { phoneProblemRoutes } from "./routes/supervisor/phoneProblems.ts";
import { reportRoutes } from "./routes/supervisor/reports.ts";
import { wallRoutes } from "./routes/supervisor/wall.ts";

/** What the routes need of the rest of the service. */
export interface ApiNeeds {
  /** A separate pool, so that many requests do not make a reading wait for a connection. */
  pool: pg.Pool;
  registry: Registry;
  deviceSummaryOf: DeviceSummaryOf;
  /** A test home's own clock in epoch ms; null before its first reading. */
  clockOf: (homeId: HomeId) => number | null;
  /** The rules that are disabled in a home after an error, by name. */
  disabledRulesIn: (homeId: HomeId) => readonly string[];
  backtests: Backtests;
  /** The brokers of sites, as they are now. */
  sourceStates: () => readonly SourceState[];
  /** Epoch ms. */
  now: () => number;
  response: Response;
  health: () => Health;
}

/** What the console itself adds. */
interface ConsoleParts {
  callers: Callers;
  presence: Presence;
  people: People;
  carers: Carers;
  centrePhone: string | null;
  hasPasskeys: boolean;
}

/** Everything under /api/v1. Each route names the permission that it needs. */
export function apiRoutes(scope: Api, needs: ApiNeeds & ConsoleParts): void {
  const { pool, registry, deviceSummaryOf, clockOf, disabledRulesIn, backtests, now, response, callers, presence, carers } = needs;
  const { alarms: desk, caseLists, cases } = response;
  guard(scope, callers);
  limitCarerChanges(scope, now);
  scope.addHook("onResponse", async (request) => request.caller === undefined || presence.requestFrom(request.caller.id));
  accountRoutes(scope, needs.people);
  alarmRoutes(scope, { desk });
  alarmActionRoutes(scope, { desk });
  caseRoutes(scope, { caseLists });
  caseHoldingRoutes(scope, { caseLists, cases, onDuty: presence });
  caseRecordingRoutes(scope, { caseLists, cases });
  closeCaseRoute(scope, { caseLists, cases, outcomes: response.outcomes });
  reopenCaseRoute(scope, { caseLists, cases });
  accessNotesRoute(scope, { pool, caseLists, cases });
  onDutyRoutes(scope, { onDuty: presence });
  answeringSettingsRoutes(scope, { settings: response.settings });
  outcomeRoutes(scope, { outcomes: response.outcomes });
  fallbackContactRoutes(scope, { pool, country: registry.country });
  incidentRoutes(scope, { pool });
  outageRoutes(scope, { pool, outages: response.outages.desk });
  outageSettingsRoutes(scope, { settings: response.outages.settings });
  receiverRoutes(scope, { pool, now });
  homeRoutes(scope, { pool, registry, commissionings: response.commissionings, deviceSummaryOf, now });
  deviceRoutes(scope, { pool, registry });
  gatewayRoutes(scope, registry);
  sourceRoutes(scope, needs.sourceStates);
  unknownDeviceRoutes(scope, { pool, registry, now });
  recordAndFileRoutes(scope, needs);
  installingRoutes(scope, { pool, registry, response, deviceSummaryOf, now });
  deviceBoardRoutes(scope, { pool, registry, now });
  searchRoutes(scope, { pool, country: registry.country });
  readingRoutes(scope, { pool, registry });
  stripRoutes(scope, { pool, registry, now, clockOf });
  quarantineRoutes(scope, { pool });
  planRoutes(scope, { pool, registry, deviceSummaryOf, now, clockOf, disabledRulesIn, backtests });
  absenceRoutes(scope, { pool, registry, now, clockOf });
  const { timezone } = registry;
  const { hasLocalLinks } = response.notify;
  wallRoutes(scope, { pool, onDuty: presence, now, timezone, health: needs.health, hasLocalLinks });
  reportRoutes(scope, { pool, now, timezone });
  const { notify } = response;
  carerInvitationRoutes(scope, { pool, registry, carers, response, now });
  joiningRoutes(scope, { carers, people: needs.people, links: response.links, hasPasskeys: needs.hasPasskeys, now });
  const caring = { pool, registry, carers, deviceSummaryOf, now, clockOf };
  caredHomeRoutes(scope, caring);
  caredNightRoutes(scope, caring);
  caredEverythingRoutes(scope, caring);
  const proposals = new PlanProposals({ pool, now });
  proposalRoutes(scope, { pool, registry, proposals });
  carerProposalRoutes(scope, { pool, registry, carers, backtests, proposals, now });
  availabilityRoutes(scope, { registry, carers, response, now, clockOf });
  const contingencyPlans = new ContingencyPlans({ pool, now });
  carerContingencyRoutes(scope, { registry, carers, contingencyPlans, response, now });
  agreedContingencyRoutes(scope, { pool, registry, contingencyPlans, response, now });
  const carerCases = { pool, carers, now, centrePhone: needs.centrePhone };
  carerCaseRoutes(scope, carerCases);
  carerAnswerRoute(scope, { ...carerCases, answers: response.carerAnswers });
  phoneRoutes(scope, { notify, carers, registry, now });
  pushReceiptRoute(scope, { pushReceipts: notify.pushReceipts, now });
  phoneProblemRoutes(scope, { pool, notify, now });
}

function recordAndFileRoutes(scope: Api, { pool, registry, now, response: { commissionings, notify } }: ApiNeeds): void {
  const records = new Records({ pool, registry, now });
  recordRoutes(scope, { registry, records, commissionings, now });
  photoRoutes(scope, { pool, registry, photos: new Photos({ pool, records, now }) });
  serviceEndRoutes(scope, {
    registry,
    serviceEnds: new ServiceEnds({ registry, records, now, changed: () => notify.phones.carersChanged() }),
  });
  bulkRoutes(scope, { pool, jobs: new BulkJobs({ pool, registry, records, prepare: preparations(registry), now, log: scope.log }) });
}
