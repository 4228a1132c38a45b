import type { Socket } from "node:net";
import { connect, type MqttClient } from "mqtt";
import type { ReadingValue } from "#domain/reading.ts";

/** What one message of the native family carries. Times in epoch ms. */
export interface UnitReading {
  value: ReadingValue;
  at: number;
  /** When a tester's stream has it sent, where that is not at `at`; homes in test mode take it for the time of arrival. */
  sentAt?: number | undefined;
  seq: number;
  boot: string;
  battery?: number | undefined;
  signal?: number | undefined;
  historical?: boolean | undefined;
}

export interface Acknowledged {
  device: string;
  boot: string;
  seq: number;
  at: string;
  ackedAt: string;
}

export interface UnitClient {
  /** Resolves at PUBACK, however many connections that takes; rejects with UnitFault when refused or cut off. */
  publish(reading: UnitReading): Promise<void>;
  /** Resolves when the broker has let it in for the first time; rejects with UnitFault. */
  reached(): Promise<void>;
  /** Resolves when nothing waits for an acknowledgement; rejects with UnitFault. */
  drained(): Promise<void>;
  /** Waits for what is unacknowledged, then disconnects; `force` cuts the line and gives up what is left. */
  close(options?: { force?: boolean }): Promise<void>;
}

export interface UnitCredentials {
  deviceId: string;
  username: string;
  secret: string;
  topic: string;
}

/**
 * `refused`: the broker does not take this username and secret. `unreached`: none answers at the address, and it was to be
 * there from the beginning. `closed`: given up by `close({ force: true })`.
 */
export class UnitFault extends Error {
  readonly code: "refused" | "unreached" | "closed";
  constructor(code: UnitFault["code"], message: string) {
    super(message);
    this.code = code;
  }
}

interface Entry {
  payload: string;
  reading: UnitReading;
  acknowledged: boolean;
  resolve(): void;
  reject(fault: UnitFault): void;
}

const firstRetryMs = 100;
const longestRetryMs = 2_000;
/** CONNACK return codes of MQTT 3.1.1, section 3.2.2.3: bad user name or password, not authorized. */
const refusals = [4, 5];

/**
 * One device as the broker sees it: MQTT 3.1.1, QoS 1, one connection. It keeps every reading until its PUBACK and
 * sends what is unacknowledged again, first to last, on each new connection.
 *
 * The queue is its own, with one fresh `mqtt` client a connection, because order across a reconnect is the promise
 * here: a client that resends from its own store and publishes anew at the same time makes no such promise.
 */
export function createUnitClient(o: {
  url: string;
  unit: UnitCredentials;
  /** How many readings may wait for their acknowledgement at once. */
  inFlight?: number;
  now?: () => number;
  /** The broker is there from the beginning: where the first connection fails, the address is wrong, and it gives up. */
  reachAtOnce?: boolean;
  onAcknowledged?: (acknowledged: Acknowledged) => void;
  /** At each change: let in, or lost (or never reached) and trying again. */
  onConnection?: (connected: boolean, why?: string) => void;
}): UnitClient {
  const inFlight = o.inFlight ?? 32;
  const now = o.now ?? Date.now;
  /** In order of publishing; the first `sent` are on the wire of this connection. */
  let queue: Entry[] = [];
  let sent = 0;
  let client: MqttClient | null = null;
  let everConnected = false;
  let reported: boolean | null = null;
  let retryMs = firstRetryMs;
  let retryTimer: NodeJS.Timeout | null = null;
  let fault: UnitFault | null = null;
  let closing = false;
  let waiters: { resolve(): void; reject(fault: UnitFault): void }[] = [];

  const firstReached = Promise.withResolvers<void>();
  // Whoever does not ask for it hears of the fault where it publishes.
  firstReached.promise.catch(() => {});

  const pump = () => {
    if (client === null || !client.connected) return;
    while (sent < inFlight && sent < queue.length) {
      const entry = queue[sent] as Entry;
      const on = client;
      sent += 1;
      client.publish(o.unit.topic, entry.payload, { qos: 1 }, (error) => {
        if (error || client !== on) return; // Not acknowledged: the next connection sends it again.
        acknowledge(entry);
      });
    }
  };

  const acknowledge = (entry: Entry) => {
    entry.acknowledged = true;
    o.onAcknowledged?.({
      device: o.unit.deviceId,
      boot: entry.reading.boot,
      seq: entry.reading.seq,
      at: new Date(entry.reading.at).toISOString(),
      ackedAt: new Date(now()).toISOString(),
    });
    entry.resolve();
    while (queue[0]?.acknowledged) {
      queue.shift();
      sent -= 1;
    }
    if (queue.length === 0) settle();
    else pump();
  };

  const settle = () => {
    const settled = waiters;
    waiters = [];
    for (const waiter of settled) fault === null ? waiter.resolve() : waiter.reject(fault);
  };

  const giveUp = (why: UnitFault) => {
    fault = why;
    firstReached.reject(why);
    const left = queue;
    queue = [];
    sent = 0;
    for (const entry of left) if (!entry.acknowledged) entry.reject(why);
    settle();
  };

  const report = (connected: boolean, why?: string) => {
    if (reported !== connected) o.onConnection?.(connected, why);
    reported = connected;
  };

  const dial = () => {
    retryTimer = null;
    const mine = connect(o.url, {
      protocolVersion: 4,
      clientId: `unit-${o.unit.deviceId}`,
      username: o.unit.username,
      password: o.unit.secret,
      clean: true,
      reconnectPeriod: 0,
      connectTimeout: 10_000,
      keepalive: 30,
    });
    client = mine;
    let lostBecause = "the line closed";
    mine.on("connect", () => {
      // One small packet after another: without this each waits 40 ms for the other side's delayed acknowledgement.
      (mine.stream as unknown as Socket).setNoDelay?.(true);
      everConnected = true;
      firstReached.resolve();
      retryMs = firstRetryMs;
      report(true);
      pump();
    });
    mine.on("error", (error) => {
      // Of a name with several addresses the message is empty, and the code says it.
      lostBecause = error.message || ("code" in error ? String(error.code) : lostBecause);
      const code = "code" in error ? Number(error.code) : 0;
      // A unit that has been let in before may meet a broker that is only half awake, and goes on trying.
      if (refusals.includes(code) && !everConnected) {
        giveUp(new UnitFault("refused", `the broker refuses ${o.unit.username}: ${error.message}`));
      }
    });
    mine.on("close", () => {
      if (client !== mine) return;
      client = null;
      mine.end(true);
      queue = queue.filter((entry) => !entry.acknowledged);
      sent = 0;
      if (closing || fault !== null) return;
      if (o.reachAtOnce && !everConnected) return giveUp(new UnitFault("unreached", `no broker answers at ${o.url} (${lostBecause})`));
      report(false, lostBecause);
      retryTimer = setTimeout(dial, retryMs);
      retryMs = Math.min(retryMs * 2, longestRetryMs);
    });
  };
  dial();

  const drained = () => {
    if (fault !== null) return Promise.reject(fault);
    if (queue.length === 0) return Promise.resolve();
    return new Promise<void>((resolve, reject) => waiters.push({ resolve, reject }));
  };

  return {
    publish: (reading) =>
      new Promise<void>((resolve, reject) => {
        if (fault !== null) return reject(fault);
        if (closing) return reject(new UnitFault("closed", "this unit is shutting down"));
        queue.push({ payload: payloadOf(reading), reading, acknowledged: false, resolve, reject });
        pump();
      }),
    reached: () => firstReached.promise,
    drained,
    async close({ force = false } = {}) {
      if (force) giveUp(new UnitFault("closed", "this unit was shut down with readings unacknowledged"));
      else if (fault === null) await drained();
      closing = true;
      if (retryTimer !== null) clearTimeout(retryTimer);
      const last = client;
      client = null;
      if (last !== null) await new Promise<void>((resolve) => last.end(force, () => resolve()));
    },
  };
}

function payloadOf({ value, at, sentAt, seq, boot, battery, signal, historical }: UnitReading): string {
  const sent = sentAt === undefined || sentAt === at ? undefined : new Date(sentAt).toISOString();
  return JSON.stringify({ ...value, at: new Date(at).toISOString(), sentAt: sent, seq, boot, battery, signal, historical });
}
