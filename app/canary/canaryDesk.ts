import { filter, firstValueFrom, ReplaySubject } from "rxjs";
import { io, type Socket } from "socket.io-client";
import type { CaseView } from "#domain/answering/case.ts";

/** The canary's screen: a Socket.IO client and HTTP calls, as a desk has them. */
export class CanaryDesk {
  readonly #url: string;
  readonly #token: string;
  #socket: Socket | null = null;
  #heard = new ReplaySubject<CaseView>(10);

  constructor({ url, token }: { url: string; token: string }) {
    this.#url = url;
    this.#token = token;
  }

  open(): void {
    this.#socket = io(this.#url, { auth: { token: this.#token, canary: true }, transports: ["websocket"], forceNew: true });
    this.#socket.on("case", (changed: CaseView) => this.#heard.next(changed));
  }

  close(): void {
    this.#socket?.close();
  }

  /** Forgets what it has heard, and resolves with the next case that waits. */
  nextWaiting(): Promise<CaseView> {
    this.#heard.complete();
    this.#heard = new ReplaySubject<CaseView>(10);
    return firstValueFrom(this.#heard.pipe(filter(({ state }) => state === "waiting")));
  }

  async claim({ id }: CaseView): Promise<void> {
    await this.#post(`/cases/${id}/claim`, undefined);
  }

  async closeCase({ id, rings }: CaseView): Promise<void> {
    await this.#post(`/cases/${id}/close`, { outcome: "testCall", note: "Canary", rings });
  }

  async #post(path: string, body: object | undefined): Promise<void> {
    const answer = await fetch(`${this.#url}/api/v1${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.#token}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`);
    await answer.body?.cancel();
  }
}
