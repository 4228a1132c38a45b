import { readFileSync } from "node:fs";
import { connect, type IPublishPacket, type MqttClient } from "mqtt";
import { type Subscription, timer } from "rxjs";
import type { Acknowledgement } from "#domain/reading.ts";
import type { Clock } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import type { SourcePublish } from "../gateways/gatewayPublish.ts";
import { familyNamed, topicsOf } from "../receive/families/catalogue.ts";
import type { SourceState } from "./sourceState.ts";
import type { SourceConfig } from "./sourcesConfig.ts";

const longestWaitMs = 60_000;
/** As in the broker: a connection that breaks this soon after an acknowledgement may have lost it. */
const inTransitMs = 10_000;

export interface SourceNeeds {
  /** Takes a message and calls `settle` once it is committed, or once it is clear that it is not. */
  accept(offered: SourcePublish, settle: (acknowledgement: Acknowledgement) => void): void;
  clock: Clock;
  log: Log;
  /** The connection came or went. */
  changed(state: SourceState): void;
}

/**
 * The connection to a broker of a site, as a client with a session that lasts: QoS 1, and the session is resumed under the same client id. A
 * message is acknowledged to that broker only after our commit (docs/guarantees.md, 1). What we could not record, and what came while we were
 * away, the broker sends again: nothing is lost at QoS 1. A broker that is away is tried again after 1, 2, 4 … 60 seconds.
 *
 * Example: our database goes away at 02:10. The press of 02:11 is not acknowledged, and the connection closes. The broker keeps the press in the
 * session, and sends it again at each connect, until it is recorded.
 */
export class Source {
  readonly #config: SourceConfig;
  readonly #needs: SourceNeeds;
  #client: MqttClient | null = null;
  #waiting: Subscription | null = null;
  #stopped = false;
  #state: SourceState;

  constructor(config: SourceConfig, needs: SourceNeeds) {
    this.#config = config;
    this.#needs = needs;
    const { name, family, url, gateways } = config;
    const attempts = { fault: null, attempts: 0 };
    const times = { since: needs.clock.now(), lastMessageAt: null };
    this.#state = { name, family, host: URL.parse(url)?.host ?? "", gatewayIds: gateways, connected: false, ...times, ...attempts };
  }

  get state(): SourceState {
    return this.#state;
  }

  start(): void {
    this.#connect();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#waiting?.unsubscribe();
    // Without waiting for what is in flight: it is not acknowledged and comes again.
    await this.#client?.endAsync(true).catch(() => {});
  }

  #connect(): void {
    const { name, url, username, password, ca } = this.#config;
    const client = connect(url, {
      ...{ clientId: `linkline-${name}`, clean: false, protocolVersion: 4, reconnectPeriod: 0, connectTimeout: 20_000, keepalive: 30 },
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    });
    this.#client = client;
    const connection = { brokeAt: null as number | null };
    let fault = "the connection closed";
    client.on("error", (error) => {
      fault = error.message || (error as NodeJS.ErrnoException).code || fault;
    });
    client.on("connect", () => this.#connected(client));
    client.on("close", () => {
      connection.brokeAt ??= this.#needs.clock.now();
      this.#closed(client, fault);
    });
    client.handleMessage = (packet, done) => this.#received(client, packet as IPublishPacket, connection, done);
  }

  #connected(client: MqttClient): void {
    const { clock, log } = this.#needs;
    log.info({ source: this.#config.name }, "connected to the broker of a site");
    this.#change({ connected: true, since: clock.now(), fault: null, attempts: 0 });
    client.subscribe(this.#filters(), { qos: 1 }, (error, granted) => {
      const refused = granted?.filter(({ qos }) => qos > 2) ?? [];
      if (error === null && refused.length === 0) return;
      log.error(
        { source: this.#config.name },
        "the broker of a site refuses a subscription: allow this login to read the topics of its family",
      );
      this.#change({ fault: "the broker refuses the subscription" });
    });
  }

  #filters(): string[] {
    const { family } = this.#config;
    return topicsOf({ family, baseTopic: this.#baseTopic });
  }

  get #baseTopic(): string {
    const { family, baseTopic } = this.#config;
    return baseTopic ?? familyNamed(family)?.defaultBaseTopic ?? "";
  }

  /** The client hands over one message at a time, and the next one after `done`. */
  #received(client: MqttClient, packet: IPublishPacket, connection: { brokeAt: number | null }, done: (error?: Error) => void): void {
    const receivedAt = this.#needs.clock.now();
    this.#state = { ...this.#state, lastMessageAt: receivedAt };
    const delivery = { acknowledgedAt: null as number | null };
    const isAcknowledged = (): boolean =>
      packet.qos === 0 ||
      (delivery.acknowledgedAt !== null && (connection.brokeAt === null || connection.brokeAt - delivery.acknowledgedAt > inTransitMs));
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    const { topic, dup, messageId = 0, retain } = packet;
    const message = { topic, payload, dup, messageId, receivedAt, isAcknowledged, isStoredCopy: retain };
    this.#needs.accept(
      { ...message, gatewayIds: this.#config.gateways, family: this.#config.family, baseTopic: this.#baseTopic },
      (acknowledgement) => {
        if (acknowledgement === "recorded") {
          delivery.acknowledgedAt = this.#needs.clock.now();
          return done();
        }
        // Not acknowledged: the broker sends it again when we connect again.
        client.end(true);
      },
    );
  }

  #closed(client: MqttClient, fault: string): void {
    if (this.#client !== client) return;
    this.#client = null;
    if (this.#stopped) return;
    client.end(true);
    const { clock, log } = this.#needs;
    const attempts = this.#state.attempts + 1;
    const waitMs = Math.min(1000 * 2 ** (attempts - 1), longestWaitMs);
    if (attempts === 1)
      log.warn(
        { source: this.#config.name, fault },
        "the broker of a site is away: it is tried again until it answers; it stores what its devices send meanwhile",
      );
    this.#change({ connected: false, fault, attempts, ...(this.#state.connected ? { since: clock.now() } : {}) });
    this.#waiting = timer(waitMs, clock).subscribe(() => this.#connect());
  }

  #change(change: Partial<SourceState>): void {
    this.#state = { ...this.#state, ...change };
    this.#needs.changed(this.#state);
  }
}
