import { oldestTapMs, undoMs } from "#domain/carers/tapLimits.ts";
import type { Answer, CallFailure } from "../../../shared/api/call.ts";
import { newKey } from "../../../shared/phone/phoneStores.ts";
import { SendLoop, type SendOutcome } from "../../../shared/phone/sendLoop.ts";
import { Shown } from "../../../shared/phone/shown.ts";
import { carerCall } from "../carerCall.ts";
import type { CarerCase } from "../carerCalls.ts";
import { forgetAnswers, keepAnswer } from "./lastAnswers.ts";
import { clearStored, deleteStored, readAllStored, writeStored } from "./phoneStore.ts";
import { ageOf, type NotCounted, type Tap, type TapAnswer } from "./tap.ts";

interface Answered {
  answer: { tappedAt: string; undoable: boolean; instead: Pick<NotCounted, "code" | "at" | "name"> | null };
  case: CarerCase;
}

/**
 * The taps of the carer: each is stored on the phone first and sent when that is possible, in their order, until the service has answered. The key
 * makes it count once, so it may be sent again after a reload or a lost answer.
 *
 * Example: "I'm on it" without a connection at 02:30. It waits; the page says "sending…". The phone is locked and opened at 02:33 with a connection:
 * it is sent with an age of three minutes. Link Line closed the alarm at 02:31, so the page says that and that the tap did not count.
 */
export class TapQueue {
  readonly #shown = new Shown<readonly Tap[]>([]);
  #accountId: string | null = null;
  readonly #running = new Map<string, number>();
  readonly #caseListeners = new Set<(shown: CarerCase) => void>();
  readonly #loop = new SendLoop(() => this.#sendNext());

  readonly subscribe = this.#shown.subscribe;
  readonly taps = this.#shown.now;
  /** There may be a connection again. */
  readonly sendNow = this.#loop.now;

  /** Calls the listener with the case after each answer. */
  onCase(listener: (shown: CarerCase) => void): () => void {
    this.#caseListeners.add(listener);
    return () => this.#caseListeners.delete(listener);
  }

  /** This account is signed in: its stored taps are sent. Those of another person who used this phone are deleted. */
  async start(accountId: string): Promise<void> {
    if (this.#accountId === accountId) return this.sendNow();
    this.#accountId = accountId;
    const stored = (await readAllStored<Tap>("taps")).toSorted((one, other) => one.tappedAt - other.tappedAt);
    const added = this.taps();
    for (const { key } of stored.filter((tap) => tap.accountId !== accountId)) void deleteStored("taps", key);
    this.#shown.show([...stored.filter((tap) => tap.accountId === accountId && !added.some(({ key }) => key === tap.key)), ...added]);
    for (const tap of this.taps()) this.#endUndoLater(tap);
    this.sendNow();
  }

  async add(caseId: string, answer: TapAnswer): Promise<void> {
    const tap: Tap = {
      ...{ key: newKey(), accountId: this.#accountId ?? "", caseId, answer },
      ...{ tappedAt: Date.now(), wasSent: false, state: { kind: "waiting" } },
    };
    this.#running.set(tap.key, performance.now());
    this.#shown.show([...this.taps(), tap]);
    await writeStored("taps", tap.key, tap);
    this.sendNow();
  }

  /** A tap that was never sent is deleted. Any other one is taken back at the service. */
  async takeBack({ key, caseId, wasSent }: Tap): Promise<void> {
    const present = this.taps().find((tap) => tap.key === key);
    if (present === undefined) return;
    if (!wasSent && !present.wasSent) return this.#delete(key);
    if (present.state.kind === "arrived") await this.#delete(key);
    await this.add(caseId, { what: "undo", of: key });
  }

  /** The carer has read it. */
  readonly dismiss = (key: string): Promise<void> => this.#delete(key);

  /** At sign-out. */
  async clear(): Promise<void> {
    this.#accountId = null;
    this.#loop.stop();
    this.#shown.show([]);
    await clearStored("taps");
  }

  async #sendNext(): Promise<SendOutcome> {
    const tap = this.taps().find(({ accountId, state }) => accountId === this.#accountId && state.kind === "waiting");
    return tap === undefined ? "nothing" : this.#sendOne(tap);
  }

  async #sendOne(tap: Tap): Promise<SendOutcome> {
    const age = ageOf(tap.tappedAt, this.#running.get(tap.key), Date.now(), performance.now());
    if (age === null || age > oldestTapMs) {
      await this.#settle(tap, { code: "expired", at: null, name: null, tappedAt: null, timezone: null });
      return "sent";
    }
    // The phone knows that it has no connection: the service cannot know of the tap, so it can be taken back on the phone alone.
    if (!navigator.onLine && age < undoMs) return "noAnswer";
    await this.#change(tap.key, { wasSent: true });
    const path = `/api/v1/carer/cases/${tap.caseId}/answers`;
    const answer = await carerCall<Answered>("POST", path, { key: tap.key, ageMs: Math.round(age), ...tap.answer });
    if (this.#accountId !== tap.accountId) return "nothing";
    if (answer.ok) await this.#arrived(tap, answer.value);
    else if (isLater(answer)) return "noAnswer";
    // The sign-in page is shown; the tap waits for it.
    else if (answer.status === 401) return "nothing";
    else await this.#refused(tap, answer);
    return "sent";
  }

  async #arrived(tap: Tap, { answer, case: shown }: Answered): Promise<void> {
    this.#tell(shown);
    if (tap.answer.what === "undo") await this.#delete(tap.answer.of);
    if (!answer.undoable) return this.#delete(tap.key);
    await this.#change(tap.key, { state: { kind: "arrived", at: Date.now() } });
    this.#endUndoLater({ ...tap, state: { kind: "arrived", at: Date.now() } });
  }

  async #refused(tap: Tap, failure: CallFailure): Promise<void> {
    const details = failure.details as Answered | null;
    const told = failure.code === "notCounted" ? (details?.answer.instead ?? null) : null;
    if (details !== null && told !== null) this.#tell(details.case);
    if (failure.status === 403 || failure.status === 404) await forgetAnswers();
    const unknown = { code: "refused", at: null, name: null } as const;
    const [tappedAt, timezone] = told === null ? [null, null] : [details?.answer.tappedAt ?? null, details?.case.timezone ?? null];
    await this.#settle(tap, { ...(told ?? unknown), tappedAt, timezone });
  }

  #tell(shown: CarerCase): void {
    keepAnswer(`case/${shown.id}`, shown);
    for (const listener of this.#caseListeners) listener(shown);
  }

  /** The carer reads why it did not count. An undo of a tap that did not count says nothing more. */
  async #settle(tap: Tap, why: NotCounted): Promise<void> {
    const { answer } = tap;
    for (const undo of this.taps().filter((one) => one.answer.what === "undo" && one.answer.of === tap.key)) await this.#delete(undo.key);
    if (answer.what === "undo") await this.#delete(answer.of);
    if (answer.what === "undo" && why.code === "nothing") return this.#delete(tap.key);
    await this.#change(tap.key, { state: { kind: "notCounted", why } });
  }

  #endUndoLater({ key, state }: Tap): void {
    if (state.kind !== "arrived") return;
    const left = undoMs - Math.max(0, Date.now() - state.at);
    setTimeout(
      () => this.taps().some((tap) => tap.key === key && tap.state.kind === "arrived") && void this.#delete(key),
      Math.max(0, left),
    );
  }

  async #change(key: string, more: Partial<Tap>): Promise<void> {
    this.#shown.show(this.taps().map((tap) => (tap.key === key ? { ...tap, ...more } : tap)));
    const changed = this.taps().find((tap) => tap.key === key);
    if (changed !== undefined) await writeStored("taps", key, changed);
  }

  async #delete(key: string): Promise<void> {
    this.#running.delete(key);
    this.#shown.show(this.taps().filter((tap) => tap.key !== key));
    await deleteStored("taps", key);
  }
}

/** Too busy, a fault, or no answer: the same tap again, later. */
const isLater = ({ status }: Extract<Answer<unknown>, { ok: false }>): boolean => status === null || status >= 500 || status === 429;
