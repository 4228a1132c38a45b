import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import * as limits from "./limits.ts";
import { PacketAllowance } from "./packetAllowance.ts";

/** The publishes in flight of all connections together. */
export interface InFlightInAll {
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
const pubrelType = 6;
const disconnectType = 14;
/** How long a flooding device waits before the gate looks at its allowance again. */
const retryMs = 20;

/**
 * Back-pressure between a socket and aedes: stops reading from the socket while too many PUBLISH packets are in flight. aedes reads on
 * while its hooks wait, so without a gate a fast device would fill the memory. (Pausing the aedes client instead made it stall for ever.)
 *
 * The gate reads fixed headers only (MQTT 3.1.1, 2.2): packet type and remaining length. So it closes the connection of an oversized
 * packet before it stores one byte of it.
 *
 * Each connection may always have one publish in flight, however much others send, so a flood from elsewhere never stops a press
 * (docs/guarantees.md, 5).
 *
 * Example: a hub sends a backlog of 500 readings. The gate lets 64 pass and pauses the socket; TCP makes the hub wait. Each
 * acknowledgement lets the next reading pass.
 */
export class Gate extends Duplex {
  readonly #socket: Socket;
  /** Longest PUBLISH or CONNECT packet, in bytes after the fixed header. The login may change it. */
  packetBytes: number;
  readonly #inAll: InFlightInAll;
  readonly #events: GateEvents;
  readonly #now: () => number;
  /** Bytes that arrived and did not pass yet. */
  #pending: Buffer | null = null;
  /** aedes asked for more. */
  #wanted = false;
  #inFlight = 0;
  /** Remaining lengths of the PUBLISH packets in flight, in order. */
  #inFlightSizes: number[] = [];
  #inFlightBytes = 0;
  // The packet being read: its type, its remaining length as far as it is read, and how many bytes of its body are still to come.
  #type = 0;
  #inLength = false;
  #lengthBytes = 0;
  #length = 0;
  #body = 0;
  /** The connection's own until the device is known, then one that all connections of the device share. */
  allowance: PacketAllowance;
  #retryTimer: NodeJS.Timeout | null = null;
  /** The device ended the connection in order, with DISCONNECT. */
  saidDisconnect = false;
  /** The packet id of the PUBREL being read. */
  #pubrelId = 0;

  constructor(socket: Socket, packetBytes: number, inAll: InFlightInAll, now: () => number, events: GateEvents) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.packetBytes = packetBytes;
    this.#inAll = inAll;
    this.#events = events;
    this.#now = now;
    this.allowance = new PacketAllowance(limits.packetsPerSecond, now());
    socket.on("data", (chunk: Buffer) => {
      this.#pending = this.#pending === null ? chunk : Buffer.concat([this.#pending, chunk]);
      this.#pump();
    });
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
  }

  /** The oldest PUBLISH in flight was acknowledged or refused. */
  settled(): void {
    if (this.destroyed) return;
    this.#inFlight -= 1;
    this.#inAll.count -= 1;
    this.#inFlightBytes -= this.#inFlightSizes.shift() ?? 0;
    if (this.#pending !== null) this.#pump();
    wakeWaiting(this.#inAll);
  }

  /** Tries again after the common limit stopped this gate. */
  tryAgain(): void {
    this.#pump();
  }

  override _read(): void {
    this.#wanted = true;
    this.#pump();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, encoding, done);
  }

  // Acknowledgements of one batch leave in one TCP segment.
  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#socket.write(Buffer.concat(chunks.map((one) => one.chunk)), done);
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(() => done());
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#inAll.count -= this.#inFlight;
    this.#inAll.waiting.delete(this);
    this.#inFlight = 0;
    this.#pending = null;
    this.#socket.destroy();
    wakeWaiting(this.#inAll);
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

  /** How many bytes of the chunk may pass now; -1 where the packet is too long and the connection was ended. */
  #scan(chunk: Buffer): number {
    let at = 0;
    while (at < chunk.length) {
      if (this.#body > 0) {
        const step = Math.min(this.#body, chunk.length - at);
        if (this.#type === pubrelType) this.#readPubrel(chunk.subarray(at, at + step));
        this.#body -= step;
        at += step;
        continue;
      }
      const byte = chunk[at] ?? 0;
      if (!this.#inLength) {
        this.#type = byte >> 4;
        if (this.#type === disconnectType) this.saidDisconnect = true;
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
            this.#inFlightSizes.push(this.#length);
            this.#inFlightBytes += this.#length;
          }
        }
      }
      at += 1;
    }
    return at;
  }

  /** A PUBREL has two bytes, its packet id (3.6.2), and they may come apart. */
  #readPubrel(bytes: Buffer): void {
    for (const byte of bytes) this.#pubrelId = ((this.#pubrelId << 8) | byte) & 0xffff;
    if (bytes.length === this.#body) this.emit("pubrel", this.#pubrelId);
  }

  /** The longest remaining length that a packet of this type may have. */
  #longest(): number {
    return this.#type === publishType || this.#type === connectType ? this.packetBytes : limits.otherPacketBytes;
  }

  /** Whether one more PUBLISH may pass now. */
  #admit(): boolean {
    if (this.#inFlight >= limits.inFlightPerConnection || this.#inFlightBytes > limits.inFlightBytesPerConnection) return false;
    if (this.#inFlight > 0 && this.#inAll.count >= this.#inAll.limit) {
      this.#inAll.waiting.add(this);
      return false;
    }
    if (!this.#spendAllowance()) return false;
    this.#inFlight += 1;
    this.#inAll.count += 1;
    return true;
  }

  #spendAllowance(): boolean {
    if (this.allowance.spend(this.#now())) return true;
    if (this.#retryTimer === null) {
      this.#events.flooding();
      this.#retryTimer = setTimeout(() => {
        this.#retryTimer = null;
        this.#pump();
      }, retryMs);
    }
    return false;
  }
}

function wakeWaiting(inAll: InFlightInAll): void {
  if (inAll.waiting.size === 0 || inAll.count >= inAll.limit) return;
  const waiting = [...inAll.waiting];
  inAll.waiting.clear();
  for (const gate of waiting) gate.tryAgain();
}
