import type { MqttClient } from "mqtt";
import pg from "pg";
import { expect } from "vitest";
import type { OutageHome } from "#domain/outage/outageView.ts";
import type { ServiceIncident } from "#domain/serviceIncident.ts";
import type { ManualClock } from "../setup/manualClock.ts";
import { type Passes, passingTime } from "../setup/passingTime.ts";
import { type Json, type Provisioned, startTestService, type TestService } from "../setup/service.ts";

export const minute = 60_000;
/** Each device reports every ten minutes: late after 15 min, offline after 30. */
const intervalSeconds = 600;

export interface OutageTownHome {
  id: string;
  name: string;
  pendant: Provisioned;
  beat(): Promise<void>;
  press(): Promise<void>;
}

/** A town of homes with a pendant each, in areas, whose time a test moves. */
export class OutageTown {
  readonly town: TestService;
  readonly clock: ManualClock;
  readonly #passes: Passes;
  #seq = 0;

  private constructor(town: TestService, clock: ManualClock, passes: Passes) {
    this.town = town;
    this.clock = clock;
    this.#passes = passes;
  }

  /** In a service of its own, or in a running one with this clock. */
  static async start(clock: ManualClock, given?: TestService): Promise<OutageTown> {
    const town = given ?? (await startTestService({ clock }));
    return new OutageTown(town, clock, await passingTime(town, clock));
  }

  async homes(count: number, area: string, risks: readonly string[] = []): Promise<OutageTownHome[]> {
    const homes: OutageTownHome[] = [];
    for (let nth = 1; nth <= count; nth += 1) homes.push(await this.#home(`${nth} ${area} Road`, area, risks));
    return homes;
  }

  async #home(name: string, area: string, risks: readonly string[]): Promise<OutageTownHome> {
    const people = [{ name: "Ada Alder", risks: risks.map((risk) => ({ risk, note: "" })) }];
    const { id } = await this.town.home({ name, people } as Parameters<TestService["home"]>[0]);
    await this.sql("UPDATE home SET area = $2 WHERE id = $1", [id, area]);
    const pendant = await this.town.device(id, { kind: "button", name: "Pendant", expectedIntervalSeconds: intervalSeconds });
    const unit: MqttClient = await this.town.unit(pendant);
    const send = async (reading: object): Promise<void> => {
      this.#seq += 1;
      await unit.publishAsync(pendant.mqtt.topic, JSON.stringify({ ...reading, seq: this.#seq, boot: "o" }), { qos: 1 });
    };
    return {
      id,
      name,
      pendant,
      beat: () => send({ kind: "heartbeat" }),
      press: () => send({ kind: "button", pressed: true }),
    };
  }

  /** Time passes in steps, so that every timer and every look of the service has its turn; these homes report every five minutes. */
  async passes(minutes: number, reporting: readonly OutageTownHome[] = []): Promise<void> {
    for (let left = minutes; left > 0; left -= 1) {
      await this.#passes(minute);
      if (left % 5 === 0) await Promise.all(reporting.map(({ beat }) => beat()));
    }
    await this.settled();
  }

  /** Looks of the service are made until they find nothing new. */
  async settled(): Promise<void> {
    for (let looks = 0; looks < 3; looks += 1) {
      await this.#passes(5_000);
      await this.sql("SELECT pg_sleep(0)");
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Time moves by five seconds at a time until it holds. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (let looks = 0; looks < 100; looks += 1) {
      if (await holds()) return;
      await this.#passes(5_000);
    }
    expect.fail(`did not happen: ${what}`);
  }

  async outages(): Promise<ServiceIncident[]> {
    const { body } = await this.town.call("operator", "GET", "/api/v1/incidents");
    return (body.items as ServiceIncident[]).filter(({ kind }) => kind === "outage");
  }

  async workList(id: string): Promise<OutageHome[]> {
    return (await this.town.call("operator", "GET", `/api/v1/incidents/${id}/homes`)).body.items;
  }

  /** The cases that ring people, by the name of their home. */
  async ringing(): Promise<string[]> {
    const { body } = await this.town.call("operator", "GET", "/api/v1/cases?state=open&technical=false&limit=500");
    return body.items.map(({ homeName }: Json) => homeName).sort();
  }

  async sql<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.town.service.databaseUrl });
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
}
