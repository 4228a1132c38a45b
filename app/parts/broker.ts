import { createBroker } from "#broker/broker.ts";
import type { BrokerLogin } from "#broker/deviceProtocol.ts";
import type { KnownGateway } from "#homes/gateways/gateways.ts";
import type { KnownDevice } from "#homes/knownDevices.ts";
import type { Registry } from "#homes/registry.ts";
import type { Ingest } from "#ingest/ingest.ts";
import { topicsOf } from "#ingest/receive/families/catalogue.ts";
import { type Base, hostInUrl } from "./base.ts";

/** A gateway speaks for several devices: it has the topics of its family, and no commands yet. */
interface GatewayLogin extends BrokerLogin {
  gateway: KnownGateway;
  topic: null;
}
type Login = KnownDevice | GatewayLogin;

export async function startBroker(
  { config, log, now, metrics, started }: Base,
  registry: Registry,
  { accept, acceptFromGateway }: Pick<Ingest, "accept" | "acceptFromGateway">,
): Promise<{ mqttUrl: string; mqttsUrl: string | null }> {
  const broker = await createBroker<Login>({
    host: config.host,
    port: config.mqttPort,
    tls: config.mqtts,
    maxPayloadBytes: config.maxPayloadBytes,
    now,
    log,
    logins: loginsOf(registry),
    record({ login, topic, ...publish }, settle) {
      // RETAIN of a publish asks to store a copy: the message itself is new, so it is no stored copy.
      if ("gateway" in login) acceptFromGateway({ ...publish, gateway: login.gateway, topic, isStoredCopy: false }, settle);
      // As it is registered now: its record may have been corrected since it connected.
      else accept({ ...publish, device: registry.device(login.facts.id) ?? login }, settle);
    },
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

function loginsOf(registry: Registry) {
  const { gateways } = registry;
  return {
    authenticate(username: string, secret: Buffer): Login | null {
      if (!username.startsWith("gateway-")) return registry.authenticate(username, secret);
      const gateway = gateways.authenticate(username, secret);
      if (gateway === null || registry.home(gateway.homeId)?.mode === "ended") return null;
      return { username, topic: null, topics: topicsOf(gateway), commandTopic: null, gateway };
    },
    isKnown: (username: string): boolean => (registry.byUsername(username) ?? gateways.byUsername(username)) !== undefined,
  };
}
