import type { Centre } from "./centre.ts";

/** A person leaves the bed at that wall-clock time of a night in November 2026, for that many minutes. */
export interface NightTrip {
  night: number;
  from: string;
  minutes: number;
}

const lastNight = 14;

/**
 * A test home with fourteen recorded nights under a plan; its clock is its readings'. `afterTrip` runs after each trip, when
 * its readings are acknowledged.
 */
export async function homeWithNights(
  { town }: Centre,
  name: string,
  plan: unknown,
  trips: readonly NightTrip[],
  afterTrip: (homeId: string) => Promise<void>,
): Promise<string> {
  const { id } = await town.home({ name, mode: "test", timezone: "Etc/UTC", plan });
  const bed = await town.device(id, { kind: "bed", name: "Bed sensor", room: "Bedroom", expectedIntervalSeconds: null });
  const unit = await town.unit(bed);
  let seq = 0;
  const tell = async (at: string, reading: object) => {
    const payload = { ...reading, at, sentAt: at, seq: ++seq, boot: "b" };
    await unit.publishAsync(bed.mqtt.topic, JSON.stringify(payload), { qos: 1 });
  };
  for (let night = 1; night <= lastNight; night += 1) {
    await tell(moment(night, "21:45"), { kind: "bed", occupied: true });
    for (const trip of trips.filter((one) => one.night === night)) {
      await tell(moment(night, trip.from), { kind: "bed", occupied: false });
      await tell(later(moment(night, trip.from), trip.minutes), { kind: "bed", occupied: true });
      await afterTrip(id);
    }
    await tell(moment(night, "07:30"), { kind: "bed", occupied: false });
  }
  await tell(moment(lastNight, "11:30"), { kind: "heartbeat" });
  return id;
}

/** Hours before noon belong to the next day: nights go from noon to noon. */
function moment(night: number, clock: string): string {
  const day = night + (clock < "12:00" ? 1 : 0);
  return `2026-11-${String(day).padStart(2, "0")}T${clock}:00Z`;
}

const later = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();
