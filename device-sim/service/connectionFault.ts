/**
 * A simulated device stopped sending.
 * `refused`: the broker rejects this username and secret. `unreached`: no broker answers at the address, and the caller asked to
 * fail in that case. `closed`: `close({ force: true })` gave up the messages that were not acknowledged.
 */
export class ConnectionFault extends Error {
  readonly code: "refused" | "unreached" | "closed";
  constructor(code: ConnectionFault["code"], message: string) {
    super(message);
    this.code = code;
  }
}
