import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { Allowance } from "./allowance.ts";

export interface GateLimits {
  /** PUBLISH packets let through and not yet settled, for this connection. */
  heldPerClient: number;
  /** And in bytes: while more is held, nothing further passes. */
  heldBytesPerClient: number;
  /** Longest packet, in bytes after the fixed header. */
  packetBytes: number;
  /** Longest of any packet but PUBLISH and CONNECT: nothing else that a device has to say is long. */
  otherPacketBytes: number;
  /** Packets a second that one device may send for long; a burst of twice that passes. */
  packetsPerSecond: number;
}

/** What all connections hold together, so that memory stays bounded whatever the number of clients. */
export interface HeldTogether {
  count: number;
  limit: number;
  /** Gates that stopped because of the common limit. */
  waiting: Set<Gate>;
}

export interface GateEvents {
  oversized(bytes: number): void;
  flooding(): void;
}

const connectType = 1;
const publishType = 3;

/**
 * Stands between a socket and the broker and lets PUBLISH packets through only while few are unsettled. aedes reads on
 * while its hooks wait, so without this a fast device would fill memory; pausing its client object instead stalled it
 * for good. It reads fixed headers only (MQTT 3.1.1, 2.2): packet type and remaining length, which also lets it refuse
 * an oversized packet before one byte of it is kept.
 *
 * One packet of each connection always passes, so a press is never shut out by other people's floods.
 */
export class Gate extends Duplex {
  readonly #socket: Socket;
  readonly #limits: GateLimits;
  readonly #together: HeldTogether;
  readonly #events: GateEvents;
  readonly #now: () => number;
  #pending: Buffer | null = null;
  #wanted = false;
  #held = 0;
  /** Remaining lengths of the PUBLISH packets held, in order. */
  #heldSizes: number[] = [];
  #heldBytes = 0;
  #type = 0;
  // Fixed header being read: `#body` bytes of the present packet are still to come.
  #body = 0;
  #lengthBytes = 0;
  #length = 0;
  #inLength = false;
  /** Its own until the broker knows whose connection it is, then the device's, shared by all its connections. */
  allowance: Allowance;
  #resume: NodeJS.Timeout | null = null;

  constructor(socket: Socket, limits: GateLimits, together: HeldTogether, now: () => number, events: GateEvents) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#limits = limits;
    this.#together = together;
    this.#events = events;
    this.#now = now;
    this.allowance = new Allowance(limits.packetsPerSecond, now());
    socket.on("data", (chunk: Buffer) => {
      this.#pending = this.#pending === null ? chunk : Buffer.concat([this.#pending, chunk]);
      this.#pump();
    });
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
  }

  /** One PUBLISH that passed here has been acknowledged or refused. */
  settled(): void {
    if (this.destroyed) return;
    this.#held -= 1;
    this.#together.count -= 1;
    this.#heldBytes -= this.#heldSizes.shift() ?? 0;
    if (this.#pending !== null) this.#pump();
    wakeWaiting(this.#together);
  }

  /** Goes on after the common limit or the allowance stopped it. */
  proceed(): void {
    this.#pump();
  }

  override _read(): void {
    this.#wanted = true;
    this.#pump();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done);
  }

  // Acknowledgements of one batch leave in one segment.
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#socket.write(Buffer.concat(chunks.map((one) => one.chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#resume !== null) clearTimeout(this.#resume);
    this.#together.count -= this.#held;
    this.#together.waiting.delete(this);
    this.#held = 0;
    this.#pending = null;
    this.#socket.destroy();
    wakeWaiting(this.#together);
    done(error);
  }

  #pump(): void {
    if (this.#pending === null || this.destroyed) return;
    if (!this.#wanted) {
      this.#socket.pause();
      return;
    }
    const chunk = this.#pending;
    const passed = this.#scan(chunk);
    if (passed < 0) return;
    this.#pending = passed === chunk.length ? null : chunk.subarray(passed);
    if (this.#pending === null) this.#socket.resume();
    else this.#socket.pause();
    if (passed > 0 && !this.push(chunk.subarray(0, passed))) this.#wanted = false;
  }

  /** How many bytes of the chunk may pass now; -1 when the connection was ended. */
  #scan(chunk: Buffer): number {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body > 0) {
        const step = Math.min(this.#body, chunk.length - at);
        this.#body -= step;
        at += step;
        continue;
      }
      const byte = chunk[at] ?? 0;
      if (!this.#inLength) {
        this.#type = byte >> 4;
        if (this.#type === publishType ? !this.#admit() : !this.#spendAllowance()) return at;
        this.#inLength = true;
        this.#length = 0;
        this.#lengthBytes = 0;
      } else {
        this.#length += (byte & 0x7f) * 128 ** this.#lengthBytes;
        this.#lengthBytes += 1;
        if (this.#length > this.#longest() || this.#lengthBytes > 4) {
          this.#events.oversized(this.#length);
          this.destroy();
          return -1;
        }
        if (byte < 0x80) {
          this.#inLength = false;
          this.#body = this.#length;
          if (this.#type === publishType) {
            this.#heldSizes.push(this.#length);
            this.#heldBytes += this.#length;
          }
        }
      }
      at += 1;
    }
    return at;
  }

  #longest(): number {
    return this.#type === publishType || this.#type === connectType ? this.#limits.packetBytes : this.#limits.otherPacketBytes;
  }

  #admit(): boolean {
    if (this.#held >= this.#limits.heldPerClient || this.#heldBytes > this.#limits.heldBytesPerClient) return false;
    if (this.#held > 0 && this.#together.count >= this.#together.limit) {
      this.#together.waiting.add(this);
      return false;
    }
    if (!this.#spendAllowance()) return false;
    this.#held += 1;
    this.#together.count += 1;
    return true;
  }

  #spendAllowance(): boolean {
    if (this.allowance.spend(this.#now())) return true;
    if (this.#resume === null) {
      this.#events.flooding();
      this.#resume = setTimeout(() => {
        this.#resume = null;
        this.#pump();
      }, 20);
    }
    return false;
  }
}

function wakeWaiting(together: HeldTogether): void {
  if (together.waiting.size === 0 || together.count >= together.limit) return;
  const waiting = [...together.waiting];
  together.waiting.clear();
  for (const gate of waiting) gate.proceed();
}
