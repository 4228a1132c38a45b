/** The calls that need no sign-in. */
export const openCalls = [
  "post /api/v1/carer-invitations/look",
  "post /api/v1/carer-invitations/accept",
  "post /api/v1/push-receipts",
  "post /api/v1/setup-codes/redeem",
  "post /api/v1/sign-in-links/look",
  "post /api/v1/sign-in-links/use",
];

/** Accounts of people. */
const accountCallsWithBody = [
  "post /api/v1/accounts",
  "post /api/v1/tokens",
  "post /api/v1/accounts/{id}/reset",
  "put /api/v1/accounts/{id}/role",
  "post /api/v1/me/password",
];
const accountCalls = [
  ...accountCallsWithBody,
  "get /api/v1/accounts",
  "get /api/v1/account-changes",
  "get /api/v1/tokens",
  "delete /api/v1/tokens/{id}",
  "post /api/v1/accounts/{id}/disable",
  "post /api/v1/accounts/{id}/enable",
  ...["get", "delete"].map((method) => `${method} /api/v1/accounts/{id}/sessions`),
  "delete /api/v1/accounts/{id}/sessions/{sessionId}",
];

/** By which a carer says when they may be called. */
const awayCalls = [
  "put /api/v1/carer/homes/{id}/hours",
  ...["pause", "pause/end", "staying", "staying/end", "contingency", "contingency/tell", "contingency/end"].map(
    (what) => `post /api/v1/carer/homes/{id}/${what}`,
  ),
];
/** About contingency plans, by staff. */
const agreeCalls = [
  "post /api/v1/homes/{id}/contacts/{contactId}/contingency-plan",
  "post /api/v1/homes/{id}/contacts/{contactId}/contingency",
  "post /api/v1/homes/{id}/contacts/{contactId}/contingency/end",
];

/** By which staff correct the record of a home. */
const recordCalls = [
  "patch /api/v1/homes/{id}",
  "get /api/v1/homes/{id}/changes",
  ...["people", "contacts"].map((members) => `post /api/v1/homes/{id}/${members}`),
  ...["people", "contacts", "devices"].flatMap((members) =>
    ["patch", "delete"].map((method) => `${method} /api/v1/homes/{id}/${members}/{rowId}`),
  ),
];

/** About outages, and the board of devices. */
const outageCalls = [
  "get /api/v1/incidents/{id}",
  "get /api/v1/incidents/{id}/homes",
  "get /api/v1/outage-settings",
  "get /api/v1/outage-silences",
  "get /api/v1/devices/board",
  "get /api/v1/devices/board/areas",
  "post /api/v1/incidents/{id}/acknowledge",
  "post /api/v1/incidents/{id}/end",
];
const outageCallsWithBody = ["put /api/v1/outage-settings", "post /api/v1/incidents/{id}/homes/{homeId}/checks"];

const photoCalls = ["get", "put", "delete"].map((method) => `${method} /api/v1/homes/{id}/people/{rowId}/photo`);

/** By which a device is replaced, and a service ends and begins again. */
const endCalls = ["post /api/v1/homes/{id}/devices/{rowId}/replace", "post /api/v1/homes/{id}/end", "post /api/v1/homes/{id}/reopen"];

/** By which supervisors bring and fetch the record as files. */
const bulkCalls = [
  "post /api/v1/bulk",
  "get /api/v1/bulk",
  "get /api/v1/bulk/{id}",
  "post /api/v1/bulk/{id}/apply",
  ...["homes", "people", "contacts", "devices"].map((kind) => `get /api/v1/bulk/${kind}.csv`),
];

/** By which carers propose a longer wait, and supervisors decide. */
const proposalCalls = [
  "get /api/v1/carer/homes/{id}/nights/waits",
  "post /api/v1/carer/homes/{id}/plan-proposals",
  "get /api/v1/homes/{id}/plan/suggestions",
  "get /api/v1/plan-proposals",
  "get /api/v1/homes/{id}/plan-proposals",
  "post /api/v1/homes/{id}/plan-proposals/{proposalId}/decline",
];

/** What installers do. */
const installingBodies = ["commissioning/calls/{caseId}", "plan/template", "handovers"].map((what) => `post /api/v1/homes/{id}/${what}`);
const installingCalls = [
  ...installingBodies,
  ...["homes/{id}/commissioning", "homes/{id}/handovers", "serials/{serial}", "installer/jobs"].map((what) => `get /api/v1/${what}`),
  "post /api/v1/devices/{id}/setup-code",
];

/** About gateways and the devices behind them. */
const gatewayCalls = [
  "get /api/v1/gateway-families",
  "get /api/v1/sources",
  "get /api/v1/homes/{id}/gateways",
  "post /api/v1/homes/{id}/gateways",
  "post /api/v1/homes/{id}/gateways/{gatewayId}/secret",
  "delete /api/v1/homes/{id}/gateways/{gatewayId}",
  "get /api/v1/unknown-devices",
  "get /api/v1/homes/{id}/unknown-devices",
  "post /api/v1/homes/{id}/unknown-devices/{unknownId}",
  "delete /api/v1/homes/{id}/unknown-devices/{unknownId}",
];

/** Every call of the contract; a path parameter is written as OpenAPI writes it. */
export const contract = [
  "get /api/v1/me",
  ...accountCalls,
  ...outageCalls,
  ...outageCallsWithBody,
  "get /api/v1/homes",
  "post /api/v1/homes",
  "get /api/v1/homes/{id}",
  "post /api/v1/homes/{id}/devices",
  "post /api/v1/homes/{id}/devices/{deviceId}/secret",
  ...recordCalls,
  ...gatewayCalls,
  ...bulkCalls,
  ...endCalls,
  ...photoCalls,
  ...proposalCalls,
  "get /api/v1/homes/{id}/readings",
  "get /api/v1/homes/{id}/strip",
  "get /api/v1/homes/{id}/counts",
  "get /api/v1/plan-rules",
  "get /api/v1/plan-templates",
  "get /api/v1/homes/{id}/plan",
  "post /api/v1/homes/{id}/plan",
  "get /api/v1/homes/{id}/plan/versions",
  "post /api/v1/homes/{id}/plan/backtest",
  "get /api/v1/homes/{id}/absences",
  "post /api/v1/homes/{id}/absences",
  "post /api/v1/homes/{id}/absences/{absenceId}/end",
  "get /api/v1/alarms",
  "get /api/v1/alarms/counts",
  ...installingCalls,
  "get /api/v1/alarms/{id}",
  "get /api/v1/cases",
  "get /api/v1/cases/{id}",
  "get /api/v1/on-duty",
  "post /api/v1/cases/{id}/claim",
  "post /api/v1/cases/{id}/release",
  "post /api/v1/cases/{id}/hand-over",
  "post /api/v1/cases/{id}/accept",
  "post /api/v1/cases/{id}/access-notes",
  "post /api/v1/cases/{id}/take-over",
  "post /api/v1/cases/{id}/follow-up",
  "post /api/v1/cases/{id}/heard",
  "post /api/v1/cases/{id}/actions",
  "post /api/v1/cases/{id}/notes",
  "post /api/v1/cases/{id}/close",
  "post /api/v1/cases/{id}/reopen",
  "post /api/v1/alarms/{id}/claim",
  "post /api/v1/alarms/{id}/notes",
  "post /api/v1/alarms/{id}/close",
  "get /api/v1/outcomes",
  "get /api/v1/answering-settings",
  "put /api/v1/answering-settings",
  "post /api/v1/outcomes",
  "put /api/v1/outcomes/{code}",
  "get /api/v1/fallback-contacts",
  "post /api/v1/fallback-contacts",
  "delete /api/v1/fallback-contacts/{id}",
  ...["incidents", "search", "wall"].map((one) => `get /api/v1/${one}`),
  "get /api/v1/reports/answers",
  "get /api/v1/reports/late-answers",
  "get /api/v1/reports/false-alarms",
  ...["outcome", "rule", "home", "hour"].map((by) => `get /api/v1/reports/alarms-by-${by}`),
  "get /api/v1/webhook-receivers",
  "post /api/v1/webhook-receivers",
  "post /api/v1/webhook-receivers/{id}/disable",
  "delete /api/v1/webhook-receivers/{id}",
  "get /api/v1/homes/{id}/carers",
  "post /api/v1/homes/{id}/contacts/{contactId}/invitation",
  "delete /api/v1/homes/{id}/contacts/{contactId}/carer",
  ...openCalls,
  "post /api/v1/carer/invitations/accept",
  "get /api/v1/carer/homes",
  "get /api/v1/carer/homes/{id}/tonight",
  "get /api/v1/carer/homes/{id}/nights",
  "post /api/v1/carer/homes/{id}/leave",
  "get /api/v1/carer/homes/{id}/availability",
  "get /api/v1/carer/homes/{id}/plan",
  "get /api/v1/carer/homes/{id}/devices",
  "get /api/v1/carer/homes/{id}/contingency",
  "get /api/v1/homes/{id}/contingency",
  "get /api/v1/homes/{id}/contacts/{contactId}/contingency-plan/versions",
  ...awayCalls,
  ...agreeCalls,
  "get /api/v1/carer/cases/{id}",
  "post /api/v1/carer/cases/{id}/answers",
  "get /api/v1/carer/phones",
  "put /api/v1/carer/phones",
  "delete /api/v1/carer/phones/{id}",
  "post /api/v1/carer/phones/{id}/test",
  "delete /api/v1/carer/phones/{id}/test",
  "get /api/v1/phone-problems",
  "post /api/v1/phone-problems/{carerId}/dismiss",
  "get /api/v1/quarantine",
  "get /api/v1/quarantine/{id}",
  "get /health/live",
  "get /health/ready",
  "get /metrics",
];
/** Those that take a body. */
export const withBody = [
  ...accountCallsWithBody,
  "post /api/v1/bulk/{id}/apply",
  ...endCalls,
  "post /api/v1/webhook-receivers",
  "post /api/v1/homes",
  "post /api/v1/homes/{id}/devices",
  ...recordCalls.filter((call) => /^(patch|post)/.test(call)),
  ...installingBodies,
  "post /api/v1/homes/{id}/gateways",
  "post /api/v1/homes/{id}/unknown-devices/{unknownId}",
  ...proposalCalls.filter((call) => call.startsWith("post")),
  "post /api/v1/homes/{id}/plan",
  "post /api/v1/homes/{id}/plan/backtest",
  "post /api/v1/homes/{id}/absences",
  "post /api/v1/homes/{id}/absences/{absenceId}/end",
  "post /api/v1/alarms/{id}/notes",
  "post /api/v1/alarms/{id}/close",
  "post /api/v1/cases/{id}/claim",
  "post /api/v1/cases/{id}/release",
  "post /api/v1/cases/{id}/hand-over",
  "post /api/v1/cases/{id}/accept",
  "post /api/v1/cases/{id}/access-notes",
  "post /api/v1/cases/{id}/take-over",
  "post /api/v1/cases/{id}/follow-up",
  "post /api/v1/cases/{id}/heard",
  "post /api/v1/cases/{id}/actions",
  "post /api/v1/cases/{id}/notes",
  "post /api/v1/cases/{id}/close",
  "post /api/v1/cases/{id}/reopen",
  "put /api/v1/answering-settings",
  ...outageCallsWithBody,
  "post /api/v1/outcomes",
  "put /api/v1/outcomes/{code}",
  "post /api/v1/fallback-contacts",
  ...openCalls,
  "post /api/v1/homes/{id}/contacts/{contactId}/invitation",
  "post /api/v1/carer/invitations/accept",
  ...awayCalls,
  ...agreeCalls,
  "post /api/v1/carer/cases/{id}/answers",
  "put /api/v1/carer/phones",
  "post /api/v1/carer/phones/{id}/test",
];
