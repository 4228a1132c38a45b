import mqttPacket from "mqtt-packet";
import type { ReadingKind, ReadingValue } from "#domain/reading.ts";
import { nextMessageId } from "./rawClient.ts";

/** The first sequence number; ten digits from the first to the last, so that they can be written in place. */
export const firstSeq = 1_000_000_001;

/** What such a device says in turn in ordinary life. */
const lives: Partial<Record<ReadingKind, readonly ReadingValue[]>> = {
  motion: [true, false].map((detected) => ({ kind: "motion", detected })),
  door: [true, false].map((open) => ({ kind: "door", open })),
  bed: [false, true].map((occupied) => ({ kind: "bed", occupied })),
  temperature: [20.5, 21, 21.5].map((celsius) => ({ kind: "temperature", celsius })),
  button: [{ kind: "button", pressed: true }],
};

interface Template {
  packet: Buffer;
  messageIdAt: number;
  atAt: number;
  seqAt: number;
}

/**
 * The PUBLISH packets of one device, made by filling in the message id, the time and the sequence number of packets
 * that were generated once.
 */
export class ReadingPackets {
  readonly #templates: readonly Template[];
  #messageId = 1;
  /** How many were made. */
  made = 0;

  constructor(topic: string, kind: ReadingKind, boot: string) {
    this.#templates = (lives[kind] ?? []).map((value) => template(topic, value, boot));
    if (this.#templates.length === 0) throw new Error(`no life for a device of kind ${kind}`);
  }

  /** The next `count` readings, ready to be written to a socket as they are. */
  next(count: number): Buffer {
    const chosen = Array.from({ length: count }, (_, n) => this.#templates[(this.made + n) % this.#templates.length] as Template);
    const packets = Buffer.allocUnsafe(chosen.reduce((sum, { packet }) => sum + packet.length, 0));
    const at = nowBytes();
    let from = 0;
    for (const { packet, messageIdAt, atAt, seqAt } of chosen) {
      packet.copy(packets, from);
      packets.writeUInt16BE(this.#messageId, from + messageIdAt);
      at.copy(packets, from + atAt);
      let digits = firstSeq + this.made;
      for (let place = 9; place >= 0; place -= 1) {
        packets[from + seqAt + place] = 48 + (digits % 10);
        digits = Math.floor(digits / 10);
      }
      this.#messageId = nextMessageId(this.#messageId);
      this.made += 1;
      from += packet.length;
    }
    return packets;
  }
}

function template(topic: string, value: ReadingValue, boot: string): Template {
  const at = new Date(0).toISOString();
  const payload = Buffer.from(JSON.stringify({ ...value, at, seq: firstSeq, boot, battery: 87 }));
  const packet = mqttPacket.generate({ cmd: "publish", topic, payload, qos: 1, dup: false, retain: false, messageId: 1 });
  const payloadAt = packet.length - payload.length;
  return {
    packet,
    messageIdAt: payloadAt - 2,
    atAt: payloadAt + payload.indexOf(at),
    seqAt: payloadAt + payload.indexOf(String(firstSeq)),
  };
}

const known = { ms: 0, bytes: Buffer.alloc(24) };

function nowBytes(): Buffer {
  const ms = Date.now();
  if (ms !== known.ms) {
    known.ms = ms;
    known.bytes.write(new Date(ms).toISOString(), "latin1");
  }
  return known.bytes;
}
