import { createPacer, type Pace } from "../replay/pace.ts";
import { createOrderedSender } from "../service/orderedSender.ts";
import { publishedAt, type TimedReading } from "../service/timedReading.ts";
import { type Acknowledged, createUnitClient, type UnitClient, type UnitCredentials } from "../service/unitClient.ts";

export interface HomeLife {
  /** Numbers and sends readings in their order, each when it is due; resolves when all are acknowledged. */
  play(readings: Iterable<TimedReading>, pace: Pace): Promise<void>;
  sent(): number;
  acknowledged(): number;
  /** Waits for what is unacknowledged unless forced. */
  close(options?: { force?: boolean }): Promise<void>;
}

/** The devices of one home, by name, each with its own connection. */
export function createHomeLife(o: {
  mqttUrl: string;
  units: ReadonlyMap<string, UnitCredentials>;
  /** Names this run of the devices: what is not numbered is counted from 1. */
  boot: string;
  signal: AbortSignal;
  onAcknowledged?: (acknowledged: Acknowledged) => void;
  onConnection?: (connected: boolean, device: string, why?: string) => void;
}): HomeLife {
  let sent = 0;
  let acknowledged = 0;
  const seqs = new Map<string, number>();
  const units = new Map<string, UnitClient>();
  for (const [name, unit] of o.units) {
    const onAcknowledged = (one: Acknowledged) => {
      acknowledged += 1;
      o.onAcknowledged?.(one);
    };
    const onConnection = (up: boolean, why?: string) => o.onConnection?.(up, name, why);
    units.set(name, createUnitClient({ url: o.mqttUrl, unit, onAcknowledged, onConnection }));
  }
  const sender = createOrderedSender();

  return {
    async play(readings, pace) {
      const pacer = createPacer(pace, o.signal);
      for (const reading of readings) {
        await pacer.until(publishedAt(reading));
        const unit = units.get(reading.device);
        if (unit === undefined) throw new Error(`the home has no device "${reading.device}"`);
        const seq = reading.seq ?? (seqs.get(reading.device) ?? 0) + 1;
        seqs.set(reading.device, Math.max(seq, seqs.get(reading.device) ?? 0));
        const { times = 1, value, at, sentAt, battery, signal, historical } = reading;
        for (let copy = 0; copy < times; copy += 1) {
          sent += 1;
          await sender.send(unit, { value, at, sentAt, seq, boot: o.boot, battery, signal, historical });
        }
      }
      await sender.settled();
    },
    sent: () => sent,
    acknowledged: () => acknowledged,
    async close(options) {
      await Promise.all([...units.values()].map((unit) => unit.close(options)));
    },
  };
}
