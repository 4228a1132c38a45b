import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { watchMetrics } from "./metrics/watchMetrics.ts";

export type Metrics = ReturnType<typeof createMetrics>;

/** Histogram bounds in seconds. A commit on an idle service takes about a millisecond; the upper bounds show messages that wait. */
const secondsBounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** All metrics of the service, in a separate registry, so that tests can run several services in one process. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    readingsCommitted: new Counter({
      name: "linkline_readings_committed_total",
      help: "Readings committed, by kind. A resent reading counts once. Falls to zero when devices or the database are away.",
      labelNames: ["kind"],
      registers,
    }),
    readingsResent: new Counter({
      name: "linkline_readings_resent_total",
      help: "Readings that a device sent again and that were stored already. A high rate means that PUBACKs do not reach devices.",
      registers,
    }),
    readingsQuarantined: new Counter({
      name: "linkline_readings_quarantined_total",
      help: "Payloads put into quarantine, by reason. Any increase needs a look at the quarantine page.",
      labelNames: ["reason"],
      registers,
    }),
    refusals: new Counter({
      name: "linkline_refusals_total",
      help: "MQTT connections, publishes and subscriptions that the broker refused, by reason. The log names the device.",
      labelNames: ["reason"],
      registers,
    }),
    sourcesConnected: new Gauge({
      name: "linkline_source_connected",
      help: "1 while the broker of a site is connected, 0 while it is away. Its devices are not heard meanwhile; it stores what they send.",
      labelNames: ["source"],
      registers,
    }),
    alarmsRaised: new Counter({
      name: "linkline_alarms_raised_total",
      help: "Alarms opened in live homes, by rule.",
      labelNames: ["rule"],
      registers,
    }),
    batchSize: new Histogram({
      name: "linkline_batch_size",
      help: "Entries in one transaction: readings, quarantined payloads, timers, home changes. Grows with the load.",
      buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000],
      registers,
    }),
    commitSeconds: new Histogram({
      name: "linkline_commit_seconds",
      help: "Duration of one transaction of a batch, in seconds. If it grows, look at the database.",
      buckets: secondsBounds,
      registers,
    }),
    publishToAckSeconds: new Histogram({
      name: "linkline_publish_to_ack_seconds",
      help: "From the receipt of a publish to its PUBACK, in seconds: what a pressed button waits.",
      buckets: secondsBounds,
      registers,
    }),
    publishesInFlight: new Gauge({
      name: "linkline_publishes_in_flight",
      help: "Publishes in flight: received and not acknowledged yet. Stays high while the service cannot keep up or the database is away.",
      registers,
    }),
    ...availabilityMetrics(registers),
    ...messageMetrics(registers),
    watch: watchMetrics(registers),
    consoleSockets: new Gauge({ name: "linkline_console_sockets", help: "Screens with a live connection.", registers }),
  };
}

/** Messages to people and programs. */
const messageMetrics = (registers: Registry[]) => ({
  messages: new Counter({
    name: "linkline_messages_total",
    help: "Attempts to send a message, by channel and result: sent, waiting (tried again), failed, dropped (no longer needed).",
    labelNames: ["channel", "result"],
    registers,
  }),
  messageSeconds: new Histogram({
    name: "linkline_message_sent_seconds",
    help: "From the commit that wrote a message until a provider accepted it, in seconds, by channel.",
    labelNames: ["channel"],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers,
  }),
});

/** Whether the service could receive and record. */
const availabilityMetrics = (registers: Registry[]) => ({
  databaseUp: new Gauge({
    name: "linkline_database_up",
    help: "1 while the database answers, 0 while it is away. At 0 nothing is acknowledged; devices keep their readings.",
    registers,
  }),
  listeningGaps: new Counter({
    name: "linkline_listening_gaps_total",
    help: "Times in which the service did not listen, by why: stopped, frozen, database. Each counts as no device's silence. The log has their times.",
    labelNames: ["why"],
    registers,
  }),
  notListeningSeconds: new Counter({
    name: "linkline_not_listening_seconds_total",
    help: "How long the service did not listen in all, by why: stopped, frozen, database.",
    labelNames: ["why"],
    registers,
  }),
});
