import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;

/** Bounds in seconds that tell a millisecond from a held message: an idle commit takes about one. */
const secondsBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Everything the service counts, in a registry of its own so that several services fit into one process. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    readingsCommitted: new Counter({
      name: "linkline_readings_committed_total",
      help: "Readings committed, each once.",
      labelNames: ["kind"],
      registers,
    }),
    readingsResent: new Counter({ name: "linkline_readings_resent_total", help: "Readings that had been stored before.", registers }),
    readingsQuarantined: new Counter({
      name: "linkline_readings_quarantined_total",
      help: "Payloads kept in quarantine.",
      labelNames: ["reason"],
      registers,
    }),
    refusals: new Counter({
      name: "linkline_refusals_total",
      help: "Connections, publishes and subscriptions refused.",
      labelNames: ["reason"],
      registers,
    }),
    alarmsRaised: new Counter({
      name: "linkline_alarms_raised_total",
      help: "Alarms opened in live homes.",
      labelNames: ["rule"],
      registers,
    }),
    batchSize: new Histogram({
      name: "linkline_batch_size",
      help: "Entries committed together: readings, bad input, timers, changes of homes.",
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000],
      registers,
    }),
    commitSeconds: new Histogram({
      name: "linkline_commit_seconds",
      help: "Time of one batch's transaction.",
      buckets: secondsBounds,
      registers,
    }),
    publishToAckSeconds: new Histogram({
      name: "linkline_publish_to_ack_seconds",
      help: "From receipt of a publish to its acknowledgement.",
      buckets: secondsBounds,
      registers,
    }),
    heldMessages: new Gauge({ name: "linkline_held_messages", help: "Publishes received and not yet acknowledged.", registers }),
    databaseUp: new Gauge({ name: "linkline_database_up", help: "1 while the database answers.", registers }),
    consoleSockets: new Gauge({ name: "linkline_console_sockets", help: "Consoles connected.", registers }),
  };
}
