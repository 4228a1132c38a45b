import type { DeviceId } from "#domain/ids.ts";
import type { GatewayId } from "#domain/record/gatewayFields.ts";
import { RecordedLevels } from "#ingest/gateways/recordedLevels.ts";
import type { ReadingEntry } from "#ingest/queue/entry.ts";
import type { GatewayFamily, GatewayReading, GatewayResult } from "#ingest/receive/families/gatewayFamily.ts";
import { decodeWith, linesOf, type Registered } from "./familyStory.ts";

const entryOf = ({ externalId, type, decoded, mark = null }: GatewayReading): ReadingEntry =>
  ({
    type: "reading",
    quarantined: null,
    reading: { deviceId: externalId as DeviceId, value: decoded.value },
    via: { gateway: { id: "1" as GatewayId }, topic: "", level: type === "level" ? { mark } : null },
  }) as ReadingEntry;

/** What is recorded of the messages of a family, one after the other: what it repeats is a heartbeat. */
export class RecordedStory {
  readonly #levels = new RecordedLevels();
  readonly #family: GatewayFamily;
  readonly #registered: Registered;

  constructor(family: GatewayFamily, registered: Registered) {
    this.#family = family;
    this.#registered = registered;
  }

  /** As lines: "backgate: door open:true battery 60", "backgate: heartbeat battery 60". */
  says(topic: string, payload: unknown): readonly string[] {
    const result = decodeWith(this.#family, topic, payload, this.#registered);
    return linesOf(result.ok ? this.#recorded(result) : result);
  }

  #recorded(result: Extract<GatewayResult, { ok: true }>): GatewayResult {
    const { readings } = result.news;
    const fresh = readings.map((one, position) => ({ entry: entryOf(one), position }));
    const heartbeats = this.#levels.heartbeats(fresh);
    const resolved = fresh.map(({ entry }) => heartbeats.get(entry) ?? entry);
    this.#levels.adopt(resolved.map((entry, position) => ({ entry, position })));
    return {
      ok: true,
      news: {
        ...result.news,
        readings: readings.map((one, place) => ({
          ...one,
          type: "event",
          decoded: { ...one.decoded, value: resolved[place]?.reading.value ?? one.decoded.value },
        })),
      },
    };
  }
}
