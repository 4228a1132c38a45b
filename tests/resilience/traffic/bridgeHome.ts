import { createRandom } from "#device-sim/simulation/random.ts";
import type { ReadingValue } from "#domain/reading.ts";
import { createOutbox } from "./outbox.ts";
import { liveOn, type SimulatedHome, type Town, watched } from "./simulatedHome.ts";

/** One message of a device behind a Zigbee2MQTT, and the readings that it holds. Times in epoch ms. */
export interface BridgeMessage {
  deviceId: string;
  /** `last_seen`: different in each message of the device. */
  at: number;
  values: readonly ReadingValue[];
  /** At PUBACK; null before it. */
  acknowledgedAt: number | null;
}

/** The devices of a home behind its Zigbee2MQTT. */
export interface Bridge {
  homeId: string;
  sent: readonly BridgeMessage[];
  stop(): void;
}

const baseTopic = "zigbee2mqtt";
const devices = {
  pendant: { model: "SEB01ZB" },
  button: { model: "TS0215A_sos" },
  smoke: { kind: "smoke" },
  radar: { kind: "fall", alsoReports: ["motion"] },
} as const;
type Name = keyof typeof devices;

/**
 * Registers a home whose sensors speak through a Zigbee2MQTT: a pendant that reports a state, a button that reports actions, a smoke alarm, and a
 * radar with two readings in each message. They send until the signal.
 */
export async function simulateBridgeHome(
  town: Town,
  name: string,
  seeds: readonly [number, number],
): Promise<SimulatedHome & { bridge: Bridge }> {
  const { id: homeId } = await town.api.createHome({ name, mode: "live", plan: watched });
  const gateway = await post(town, `/homes/${homeId}/gateways`, { family: "zigbee2mqtt", name: "Bridge" });
  const ids = new Map<Name, string>();
  for (const [externalId, device] of Object.entries(devices)) {
    const registered = await post(town, `/homes/${homeId}/devices`, {
      ...{ gatewayId: gateway.id, externalId, expectedIntervalSeconds: 86_400 },
      ...device,
    });
    ids.set(externalId as Name, registered.id);
  }
  const outbox = createOutbox({ clientId: `bridge-${gateway.id}`, mqttUrl: town.mqttUrl, ...gateway.mqtt }, town.tally);
  const sent: BridgeMessage[] = [];
  let lastAt = 0;
  const says = (device: Name, state: object, ...values: ReadingValue[]): void => {
    lastAt = Math.max(Date.now(), lastAt + 1);
    const message: BridgeMessage = { deviceId: ids.get(device) ?? "", at: lastAt, values, acknowledgedAt: null };
    sent.push(message);
    const payload = JSON.stringify({ ...state, battery: 90, last_seen: new Date(message.at).toISOString() });
    outbox.publish(`${baseTopic}/${device}`, payload, () => {
      message.acknowledgedAt = Date.now();
    });
  };
  const radar = (presence: boolean, hasFallen: boolean): void =>
    says(
      "radar",
      { presence, fall_down_status: hasFallen ? "fall" : "none" },
      { kind: "motion", detected: presence },
      { kind: "fall", state: hasFallen ? "fallen" : "cancelled" },
    );

  liveOn(town.signal, createRandom(...seeds, 1), async (random, pause) => {
    // Pressed once or twice, and not always taken back.
    for (let presses = random.whole(1, 2); presses > 0; presses -= 1) says("pendant", { sos: true }, { kind: "button", pressed: true });
    if (random.chance(0.7)) says("pendant", { sos: false }, { kind: "button", pressed: false });
    await pause(1_000, 6_000);
    says("button", { action: "emergency" }, { kind: "button", pressed: true });
    await pause(500, 4_000);
  });
  liveOn(town.signal, createRandom(...seeds, 2), async (_random, pause) => {
    for (const smoke of [true, true, false, false]) {
      says("smoke", { smoke }, { kind: "smoke", detected: smoke });
      await pause(200, 3_000);
    }
  });
  liveOn(town.signal, createRandom(...seeds, 3), async (random, pause) => {
    radar(random.chance(0.5), random.chance(0.2));
    await pause(200, 1_500);
  });

  const bursts = createRandom(...seeds, 5);
  return {
    homeId,
    devices: [],
    burst() {
      for (let count = bursts.whole(10, 60); count > 0; count -= 1) radar(bursts.chance(0.5), false);
    },
    fallsDue: () => [],
    bridge: { homeId, sent, stop: () => outbox.stop() },
  };
}

interface Created {
  id: string;
  mqtt: { username: string; secret: string };
}

async function post({ httpUrl, token }: Town, path: string, body: object): Promise<Created> {
  const response = await fetch(`${httpUrl}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Created;
}
