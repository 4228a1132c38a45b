import { type Observable, Subject } from "rxjs";
import { may } from "#domain/role.ts";
import type { OnDuty, PersonOnDuty } from "#response/watch/onDuty.ts";
import { type Caller, type Callers, viaKey } from "../access/caller.ts";

interface Desk {
  caller: Caller;
  canHear: boolean;
}

/** Forgotten after this, a person has been away since the start: longer than any setting asks. */
const rememberedMs = 2 * 86_400_000;

/**
 * Who is at work: each live connection of a person who may answer alarms is a desk. Held in memory: after a restart every desk connects again
 * within seconds, and a person counts as seen at the start.
 */
export class Presence implements OnDuty {
  readonly changed$: Observable<PersonOnDuty[]>;
  readonly #callers: Pick<Callers, "rolesOf">;
  readonly #elapsed: () => number;
  readonly #desks = new Map<string, Desk>();
  /** When each person was last seen without a desk, by `elapsed`; the person who was seen longest ago comes first. */
  readonly #lastSeen = new Map<string, number>();
  readonly #startedAt: number;
  readonly #changed = new Subject<PersonOnDuty[]>();

  /** `elapsed`: milliseconds that pass. A clock that is set must not make a person away, or keep one who left. */
  constructor({ callers, elapsed }: { callers: Pick<Callers, "rolesOf">; elapsed: () => number }) {
    this.#callers = callers;
    this.#elapsed = elapsed;
    this.#startedAt = elapsed();
    this.changed$ = this.#changed.asObservable();
  }

  connected(deskId: string, caller: Caller): void {
    if (!may(caller.role, "answerAlarms")) return;
    this.#desks.set(deskId, { caller, canHear: false });
    this.#changed.next(this.people());
  }

  disconnected(deskId: string): void {
    const desk = this.#desks.get(deskId);
    if (desk === undefined) return;
    this.#desks.delete(deskId);
    this.#seen(desk.caller.id);
    this.#changed.next(this.people());
  }

  soundIs(deskId: string, canHear: boolean): void {
    const desk = this.#desks.get(deskId);
    if (desk === undefined || desk.canHear === canHear) return;
    desk.canHear = canHear;
    this.#changed.next(this.people());
  }

  /** A program that answers alarms by the API has no desk: its requests show that it is there. */
  requestFrom(id: string): void {
    this.#seen(id);
  }

  #seen(id: string): void {
    const now = this.#elapsed();
    this.#lastSeen.delete(id);
    this.#lastSeen.set(id, now);
    for (const [other, at] of this.#lastSeen) {
      if (now - at <= rememberedMs) return;
      this.#lastSeen.delete(other);
    }
  }

  people(): PersonOnDuty[] {
    const people = new Map<string, PersonOnDuty>();
    for (const { caller, canHear } of this.#desks.values()) {
      const { id, name, role } = caller;
      people.set(id, { id, name, role, canHear: canHear || (people.get(id)?.canHear ?? false) });
    }
    return [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  awayMs(id: string): number {
    for (const { caller } of this.#desks.values()) if (caller.id === id) return 0;
    return Math.max(0, this.#elapsed() - (this.#lastSeen.get(id) ?? this.#startedAt));
  }

  async ended(via: readonly Caller["by"][]): Promise<Set<string>> {
    const roles = await this.#callers.rolesOf(via);
    return new Set(via.map(viaKey).filter((key) => !mayAnswer(roles, key)));
  }
}

function mayAnswer(roles: Awaited<ReturnType<Callers["rolesOf"]>>, key: string): boolean {
  const role = roles.get(key);
  return role !== undefined && may(role, "answerAlarms");
}
