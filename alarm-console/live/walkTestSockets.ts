import { filter, merge, type Observable, type Subscription, tap } from "rxjs";
import type { Socket as AnySocket, Namespace, Server } from "socket.io";
import type { CaseView } from "#domain/answering/case.ts";
import type { HomeId } from "#domain/ids.ts";
import { type CommissioningCall, type DeviceTick, testsDevice } from "#domain/installing/commissioning.ts";
import { isLifeSafety, type Reading } from "#domain/reading.ts";
import { may } from "#domain/role.ts";
import type { Registry } from "#homes/registry.ts";
import type { Log } from "#platform/log.ts";
import type { Caller, Callers } from "../access/caller.ts";
import { refuseWhileDue } from "../access/guard.ts";
import { sameOrigin } from "../access/sameOrigin.ts";
import { touchableHome } from "../access/touchableHome.ts";
import { asRefusal, Refusal } from "../errors.ts";
import { callOf } from "../routes/installing/commissioningView.ts";

/** What the service sends to the phone of an installer, of the one home that it follows. */
export interface WalkTestEvents {
  /** A device has sent a reading, and it is recorded. */
  tick: (tick: DeviceTick) => void;
  /** A call of the home, or how it is now. */
  call: (call: CommissioningCall) => void;
  /** Commissioning has begun or ended: read the home again. */
  changed: () => void;
}

type Nothing = Record<string, never>;
type Data = { caller: Caller };
type Socket = AnySocket<Nothing, WalkTestEvents, Nothing, Data>;

export interface WalkTestNeeds {
  callers: Callers;
  registry: Registry;
  /** Committed readings of homes in commissioning. */
  readings$: Observable<Reading>;
  cases$: Observable<CaseView>;
  changed$: Observable<HomeId>;
  /** Epoch ms. */
  now: () => number;
  recheckMs: number;
  log: Log;
}

/** A device whose clock differs by more than this tells no time of its press. */
const mostMs = 30_000;

/** From the press by the device's own time, where that can be right; else from its arrival. All in epoch ms. */
function sincePress(at: number | null, receivedAt: number, now: number): number {
  const byDevice = at === null ? -1 : now - at;
  return byDevice >= 0 && byDevice <= mostMs ? byDevice : Math.max(0, now - receivedAt);
}

const roomOf = (homeId: string): string => `home/${homeId}`;

/**
 * The live walk test, in the namespace /walk-test: a phone connects with `auth: { home }`, and hears of that home alone while it is in
 * commissioning. It reads GET /homes/{id}/commissioning after each connect.
 */
export class WalkTestSockets {
  readonly #needs: WalkTestNeeds;
  readonly #io: Namespace<Nothing, WalkTestEvents, Nothing, Data>;
  #feeds: Subscription | null = null;
  #recheck: NodeJS.Timeout | undefined;

  constructor(io: Server, needs: WalkTestNeeds) {
    this.#needs = needs;
    this.#io = io.of("/walk-test") as unknown as Namespace<Nothing, WalkTestEvents, Nothing, Data>;
    this.#io.use(async (socket, next) => next(await this.#admit(socket)));
  }

  start(): void {
    const { readings$, cases$, changed$, recheckMs } = this.#needs;
    this.#feeds = merge(
      readings$.pipe(tap((reading) => this.#tick(reading))),
      cases$.pipe(
        filter(({ mode, technical }) => mode === "commissioning" && !technical),
        tap((one) => this.#io.to(roomOf(one.homeId)).emit("call", callOf(one))),
      ),
      changed$.pipe(tap((homeId) => this.#io.to(roomOf(homeId)).emit("changed"))),
    ).subscribe();
    this.#recheck = setInterval(() => void this.#dropSignedOut(), recheckMs);
  }

  recheck(): void {
    void this.#dropSignedOut();
  }

  stop(): void {
    this.#feeds?.unsubscribe();
    clearInterval(this.#recheck);
  }

  /** Undefined where the phone may follow the home, else the error for it. */
  async #admit(socket: Socket): Promise<Error | undefined> {
    const { callers, registry, log } = this.#needs;
    const { headers, auth } = socket.handshake;
    try {
      const caller = await callers.identify(headers, auth.token ?? undefined);
      if (caller === null) throw new Refusal("unauthenticated", "Sign in, or send a token.");
      if (caller.by.kind === "session" && headers.origin !== undefined && !sameOrigin(headers.origin, headers.host))
        throw new Refusal("forbidden", "This request came from another web page. Open Link Line itself and try again.");
      refuseWhileDue(caller);
      if (!may(caller.role, "registerHomes")) throw new Refusal("forbidden", `The role ${caller.role} may not do this.`);
      socket.data.caller = caller;
      await socket.join(roomOf(touchableHome(registry, caller, String(auth.home)).id));
      return undefined;
    } catch (error) {
      const { code, message } = asRefusal(error);
      if (code === "internal") log.error({ err: error }, "could not check who follows a walk test; refused it");
      return Object.assign(new Error(message), { data: { code, message } });
    }
  }

  #tick({ homeId, deviceId, value, at, receivedAt, battery, signal, historical }: Reading): void {
    const { registry, now } = this.#needs;
    const device = registry.device(deviceId);
    if (device === undefined) return;
    this.#io.to(roomOf(homeId)).emit("tick", {
      ...{ homeId, deviceId, kind: value.kind, at: new Date(receivedAt).toISOString(), battery, signal },
      tests: !historical && testsDevice(device.facts.kind, value),
      afterMs: isLifeSafety(value) ? sincePress(at, receivedAt, now()) : null,
    });
  }

  async #dropSignedOut(): Promise<void> {
    const sockets = [...this.#io.sockets.values()];
    if (sockets.length === 0) return;
    try {
      const gone = await this.#needs.callers.gone(sockets.map((socket) => socket.data.caller));
      for (const socket of sockets) if (gone.has(socket.data.caller)) socket.disconnect(true);
    } catch (error) {
      this.#needs.log.debug({ err: error }, "could not check which phones are still signed in; they stay connected until the next check");
    }
  }
}
