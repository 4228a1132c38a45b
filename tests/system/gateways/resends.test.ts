import fc from "fast-check";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Json, startTestService } from "../setup/service.ts";
import { GatewayTown } from "./gatewayTown.ts";
import { RawGateway, type RawMessage } from "./rawGateway.ts";

let gateways: GatewayTown;
let database: pg.Client;
beforeAll(async () => {
  gateways = new GatewayTown(await startTestService());
  database = new pg.Client(gateways.town.service.databaseUrl);
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await gateways.close();
  await gateways.town.stop();
});

/** A home with a smoke alarm, whose messages are numbered from 1. */
async function smokeAlarm() {
  const gateway = await gateways.gateway((await gateways.town.home()).id);
  const { id } = await gateways.device(gateway, "Smoke", { kind: "smoke" });
  const smoke = (messageId: number, detected: boolean, dup = false): RawMessage => {
    return { topic: `${gateway.baseTopic}/Smoke`, payload: { smoke: detected }, messageId, dup };
  };
  /** Sends the messages in one piece, and loses the connection when all are acknowledged: then the gateway sends some of them again. */
  const sends = async (...messages: RawMessage[]): Promise<void> => {
    const connection = await RawGateway.connect(gateways.town.service.mqttUrl, gateway);
    await connection.send(messages);
    await connection.breaks();
  };
  const select = "SELECT kind, value->>'detected' AS detected FROM reading WHERE device_id = $1 ORDER BY position";
  const recorded = async (): Promise<string[]> =>
    (await database.query(select, [id])).rows.map(({ kind, detected }) => (kind === "smoke" ? `smoke ${detected}` : kind));
  const rings = async (): Promise<number> =>
    (await gateways.alarms(gateway.homeId)).reduce((sum: number, alarm: Json) => sum + alarm.rings, 0);
  return { smoke, sends, recorded, rings };
}

test("smoke that begins again rings, also where the gateway sends the first smoke once more in the same moment", async () => {
  const { smoke, sends, recorded, rings } = await smokeAlarm();
  await sends(smoke(1, true), smoke(2, false));
  await sends(smoke(1, true, true), smoke(3, true));
  expect(await recorded()).toEqual(["smoke true", "smoke false", "smoke true"]);
  expect(await rings()).toBe(2);
});

test("smoke that still lasts does not ring again because the gateway sends an older all-clear once more", async () => {
  const { smoke, sends, recorded, rings } = await smokeAlarm();
  await sends(smoke(1, false), smoke(2, true));
  await sends(smoke(1, false, true), smoke(3, true));
  expect(await recorded()).toEqual(["smoke false", "smoke true", "heartbeat"]);
  expect(await rings()).toBe(1);
});

const messages = fc.array(fc.oneof(fc.boolean(), fc.nat({ max: 9 })), { minLength: 1, maxLength: 6 });

/** What is to be recorded of messages that come once: each change. */
function changesOf(levels: readonly boolean[]): string[] {
  return levels.map((detected, place) => (detected === levels[place - 1] ? "heartbeat" : `smoke ${detected}`));
}

test("whichever messages a gateway sends again, and in whichever order: each beginning of smoke rings, once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(messages, { minLength: 2, maxLength: 4 }), async (connections) => {
      const { smoke, sends, recorded, rings } = await smokeAlarm();
      const sent: boolean[] = [];
      for (const connection of connections) {
        // A number stands for a message of an earlier connection, which is sent again once.
        const earlier = sent.length;
        const again = new Set<number>();
        const packets = connection.flatMap((one): RawMessage[] => {
          if (typeof one === "boolean") return [smoke(sent.push(one), one)];
          if (one >= earlier || again.has(one)) return [];
          again.add(one);
          return [smoke(one + 1, sent[one] as boolean, true)];
        });
        if (packets.length > 0) await sends(...packets);
      }
      const changes = changesOf(sent);
      expect(await recorded()).toEqual(changes);
      expect(await rings()).toBe(changes.filter((change) => change === "smoke true").length);
    }),
    { numRuns: 25 },
  );
}, 120_000);
