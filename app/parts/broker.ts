import { createBroker } from "#broker/broker.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { Registry } from "#homes/registry.ts";
import type { Ingest } from "#ingest/ingest.ts";
import { type Base, hostInUrl } from "./base.ts";

export async function startBroker(
  { config, log, now, metrics, started }: Base,
  registry: Registry,
  record: Ingest["accept"],
): Promise<{ mqttUrl: string; mqttsUrl: string | null }> {
  const broker = await createBroker<KnownDevice>({
    host: config.host,
    port: config.mqttPort,
    tls: config.mqtts,
    maxPayloadBytes: config.maxPayloadBytes,
    now,
    log,
    devices: registry,
    record,
    metrics: {
      refused: (reason) => metrics.refusals.inc({ reason }),
      inFlight: (count) => metrics.publishesInFlight.set(count),
      acknowledged: (milliseconds) => metrics.publishToAckSeconds.observe(milliseconds / 1000),
    },
  });
  const { port, tlsPort } = await broker.start();
  started.add(() => broker.stop());
  const renewals = registry.loginEnded$.subscribe((username) => broker.disconnect(username));
  started.add(() => renewals.unsubscribe());
  const host = hostInUrl(config.host);
  return { mqttUrl: `mqtt://${host}:${port}`, mqttsUrl: tlsPort === null ? null : `mqtts://${host}:${tlsPort}` };
}
