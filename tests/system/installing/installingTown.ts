import { randomUUID } from "node:crypto";
import pg from "pg";
import { io, type Socket } from "socket.io-client";
import { expect } from "vitest";
import type { CommissioningCall, DeviceTick } from "#domain/installing/commissioning.ts";
import type { Json, Provisioned, TestService } from "../setup/service.ts";

/** The phone of an installer that follows the walk test of a home. */
export interface WalkTestPhone {
  socket: Socket;
  ticks: DeviceTick[];
  calls: CommissioningCall[];
}

/** A home in commissioning with a pendant, a smoke alarm and a door, whose devices really send. */
export interface HomeAtWork {
  id: string;
  devices: Record<"pendant" | "smoke" | "door", Provisioned>;
  send(device: "pendant" | "smoke" | "door", reading: object): Promise<void>;
  view(): Promise<Json>;
  setMode(mode: string): Promise<number>;
  answer(answer: "test" | "real", call: Pick<CommissioningCall, "caseId" | "rings">): Promise<{ status: number; body: Json }>;
  openCases(): Promise<Json[]>;
}

export async function homeAtWork(town: TestService, mode = "commissioning"): Promise<HomeAtWork> {
  const { id } = await town.home({ name: "4 Orchard Road", mode } as never);
  const devices = {
    pendant: await town.device(id, { kind: "button", name: "Pendant" }),
    smoke: await town.device(id, { kind: "smoke", name: "Smoke alarm", room: "Kitchen" }),
    door: await town.device(id, { kind: "door", name: "Front door", outside: true }),
  };
  const units = {
    pendant: await town.unit(devices.pendant),
    smoke: await town.unit(devices.smoke),
    door: await town.unit(devices.door),
  };
  let seq = 0;
  return {
    id,
    devices,
    async send(device, reading) {
      const payload = JSON.stringify({ seq: ++seq, boot: "b", ...reading });
      await units[device].publishAsync(devices[device].mqtt.topic, payload, { qos: 1 });
    },
    view: async () => (await town.call("installer", "GET", `/api/v1/homes/${id}/commissioning`)).body,
    async setMode(to) {
      const { version } = (await town.call("installer", "GET", `/api/v1/homes/${id}`)).body;
      return (await town.call("installer", "PATCH", `/api/v1/homes/${id}`, { mode: to }, { "if-match": `"${version}"` })).status;
    },
    answer: (answer, { caseId, rings }) =>
      town.call("installer", "POST", `/api/v1/homes/${id}/commissioning/calls/${caseId}`, { answer, rings }),
    openCases: async () => (await town.call("operator", "GET", `/api/v1/cases?home=${id}&state=open`)).body.items,
  };
}

/** Follows the walk test with a token of an installer. */
export async function followWalkTest(town: TestService, home: string): Promise<WalkTestPhone> {
  const auth = { token: await town.token("installer"), home };
  const socket = io(`${town.service.httpUrl}/walk-test`, { auth, transports: ["websocket"], forceNew: true });
  const phone: WalkTestPhone = { socket, ticks: [], calls: [] };
  socket.on("tick", (tick) => phone.ticks.push(tick));
  socket.on("call", (call) => phone.calls.push(call));
  await expect.poll(() => socket.connected, { timeout: 20_000 }).toBe(true);
  return phone;
}

export const newKey = (): string => randomUUID();

/** Asks the database of the service. */
export async function inDatabase(town: TestService, statement: string): Promise<Json[]> {
  const client = new pg.Client({ connectionString: town.service.databaseUrl });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
