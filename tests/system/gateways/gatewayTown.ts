import { connectAsync, type IClientOptions, type MqttClient } from "mqtt";
import type { Json, TestService } from "../setup/service.ts";

export interface TestGateway {
  id: string;
  homeId: string;
  mqtt: { username: string; secret: string };
  baseTopic: string;
  topics: string[];
}

/** A home with a gateway, and what a test does with them. */
export class GatewayTown {
  readonly town: TestService;
  readonly #clients: MqttClient[] = [];

  constructor(town: TestService) {
    this.town = town;
  }

  async gateway(homeId: string, gateway: object = {}): Promise<TestGateway> {
    const { status, body } = await this.town.call("installer", "POST", `/api/v1/homes/${homeId}/gateways`, {
      ...{ family: "zigbee2mqtt", name: "Hall bridge" },
      ...gateway,
    });
    if (status !== 201) throw new Error(`not created: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** A device behind the gateway. */
  async device(gateway: TestGateway, externalId: string, device: object = {}): Promise<{ id: string; notes: string[]; kind: string }> {
    const { status, body } = await this.town.call("installer", "POST", `/api/v1/homes/${gateway.homeId}/devices`, {
      ...{ gatewayId: gateway.id, externalId },
      ...device,
    });
    if (status !== 201) throw new Error(`not created: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** Connects with the login of the gateway. The client is closed at the end of the test file. */
  async connect({ mqtt }: Pick<TestGateway, "mqtt">, options: IClientOptions = {}): Promise<MqttClient> {
    const { username, secret: password } = mqtt;
    const client = await connectAsync(this.town.service.mqttUrl, {
      username,
      password,
      protocolVersion: 4,
      reconnectPeriod: 100,
      ...options,
    });
    client.on("error", () => {});
    this.#clients.push(client);
    return client;
  }

  readings = async (homeId: string): Promise<Json[]> =>
    (await this.town.call("admin", "GET", `/api/v1/homes/${homeId}/readings`)).body.items;
  alarms = async (homeId: string): Promise<Json[]> => (await this.town.call("admin", "GET", `/api/v1/alarms?home=${homeId}`)).body.items;
  quarantine = async (homeId: string): Promise<Json[]> =>
    (await this.town.call("admin", "GET", `/api/v1/quarantine?home=${homeId}`)).body.items;
  unknown = async (homeId: string): Promise<Json[]> =>
    (await this.town.call("installer", "GET", `/api/v1/homes/${homeId}/unknown-devices`)).body.items;

  async close(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.endAsync(true)));
  }
}

/** A connected gateway that publishes below its base topic with QoS 1. */
export const publisher =
  (client: MqttClient, { baseTopic }: Pick<TestGateway, "baseTopic">) =>
  (topic: string, payload: unknown, options: { qos?: 0 | 1; retain?: boolean } = {}): Promise<unknown> =>
    client.publishAsync(`${baseTopic}/${topic}`, typeof payload === "string" ? payload : JSON.stringify(payload), { qos: 1, ...options });
