import { Counter, Gauge, Histogram, type Registry } from "prom-client";

export type WatchMetrics = ReturnType<typeof watchMetrics>;

/** What the service finds when it checks itself (response/watch). */
export const watchMetrics = (registers: Registry[]) => ({
  audits: new Counter({
    name: "linkline_audits_total",
    help: "Audits of open cases, timers and messages, by result: well, fault, failed (the database did not answer). One each 30 seconds.",
    labelNames: ["result"],
    registers,
  }),
  lastWellAudit: new Gauge({
    name: "linkline_audit_last_well_timestamp_seconds",
    help: "When an audit last found nothing wrong. More than two minutes ago: look at linkline_audit_faults and the log.",
    registers,
  }),
  faults: new Gauge({
    name: "linkline_audit_faults",
    help: "What the last audit found, by kind: noStep, stepForgotten, stepOverdue, holderGone (cases), messageStuck (messages), timerOverdue (homes).",
    labelNames: ["kind"],
    registers,
  }),
  repairs: new Counter({
    name: "linkline_audit_repairs_total",
    help: "Cases that an audit mended, by kind of the fault. Any increase is a fault of Link Line: report it with the log.",
    labelNames: ["kind"],
    registers,
  }),
  heartbeats: new Counter({
    name: "linkline_heartbeats_total",
    help: "Calls of the heartbeat URL, by result: accepted, failed.",
    labelNames: ["result"],
    registers,
  }),
  canaryPresses: new Counter({
    name: "linkline_canary_presses_total",
    help: "Presses of the virtual home, by result: through, failed. One each minute; none for three minutes means that the canary does not run.",
    labelNames: ["result"],
    registers,
  }),
  canarySeconds: new Histogram({
    name: "linkline_canary_seconds",
    help: "The way of the canary's press, by hop: acknowledged and screen from the press on, claimed and closed each from its request on.",
    labelNames: ["hop"],
    buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2],
    registers,
  }),
  openCases: new Gauge({
    name: "linkline_cases_open",
    help: "Open cases of live homes, by state: waiting (at the centre), withFamily, claimed, followUp. As of the last audit.",
    labelNames: ["state"],
    registers,
  }),
  oldestWait: new Gauge({
    name: "linkline_oldest_wait_seconds",
    help: "For how long the oldest case at the centre has not been claimed, as of the last audit; 0 without any. Over 180: look at the wall.",
    registers,
  }),
  nobodyOnDuty: new Gauge({
    name: "linkline_nobody_on_duty",
    help: "1 while a case waits at the centre and no operator has been able to hear it for a minute. Act at once.",
    registers,
  }),
});
