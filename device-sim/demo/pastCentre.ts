import { setTimeout as sleep } from "node:timers/promises";
import { type ApiCase, type ServiceApi, ServiceFault } from "../service/serviceApi.ts";
import { createRandom } from "../simulation/random.ts";
import type { PastAnswer } from "./pastEvents.ts";

/** When the centre's own steps come for a case that no operator claims. */
const centreStepsMs = [30_000, 60_000];
/** A step of the centre that is so much overdue says that it is late. */
const unnoticedMs = 9_000;
/** The service looks each second whether a step is due. */
const stepsRunWithinMs = 5_000;
const lookEveryMs = 20;

export type CentreApi = Pick<ServiceApi, "openCases" | "case" | "claimCase" | "takeOverCase" | "heardCase" | "recordAction" | "closeCase">;

export interface PastCentreOptions {
  /** Signs as the operator, with the right to take over. */
  api: CentreApi;
  /** The first contact of the home says "I'm on it" by the link of the message. */
  acceptAsFamily: (caseId: string, homeId: string) => Promise<void>;
  /** How a case of the home that was opened at this moment (epoch ms) ends. */
  answerTo: (homeId: string, openedAt: number) => PastAnswer;
}

/** What is done next about a case. */
interface Plan {
  /** Epoch ms. */
  at: number;
  /** Of the case, when this was planned. */
  version: number;
  act: () => Promise<unknown>;
}

interface Known {
  /** Which call to the centre this is, from 1. */
  call: number | null;
  spoke: boolean;
  /** What the family has answered, or the holder has heard: see `soundOf`. */
  answered: string;
}

/**
 * The people who answered in the demo's past: an operator, and the family of a home whose plan calls them first. They act by the API and by the
 * links of messages, as people do, at the moments to which the service's clock is moved for them.
 *
 * Example: a press at 10:00:00. At 10:00:26 the operator claims the case, at 10:01:40 she has spoken to the home, at 10:04:50 she closes it.
 */
export class PastCentre {
  readonly #options: PastCentreOptions;
  readonly #plans = new Map<string, Plan>();
  readonly #known = new Map<string, Known>();
  #calls = 0;

  constructor(options: PastCentreOptions) {
    this.#options = options;
  }

  /** Sees the open cases, at the moment `now` of the service's clock. */
  async look(now: number): Promise<void> {
    const open = await Array.fromAsync(this.#options.api.openCases());
    for (const one of open) if (this.#plans.get(one.id)?.version !== one.version) this.#plans.set(one.id, this.#planFor(one, now));
    for (const id of this.#plans.keys()) if (!open.some((one) => one.id === id)) this.#plans.delete(id);
  }

  /** When the next case needs an answer; null: none is open. */
  nextAt(): number | null {
    const next = Math.min(...[...this.#plans.values()].map(({ at }) => at));
    return Number.isFinite(next) ? next : null;
  }

  /** Answers what is due at `now`. */
  async act(now: number): Promise<void> {
    for (const [id, plan] of this.#plans) {
      if (plan.at > now) continue;
      try {
        await plan.act();
        this.#plans.delete(id);
      } catch (error) {
        if (!(error instanceof ServiceFault && error.status === 409)) throw error;
        // A fortnight that was interrupted left the case in the hands of that start's operator.
        if (error.code === "held") await this.#options.api.takeOverCase(id, "The operator's shift is over");
        // Otherwise the home rang again in between: the look has a new version of the case.
        this.#plans.set(id, { ...plan, at: Number.POSITIVE_INFINITY });
      }
    }
    await this.look(now);
  }

  #planFor(one: ApiCase, now: number): Plan {
    const known = this.#known.get(one.id) ?? { call: null, spoke: false, answered: "" };
    this.#known.set(one.id, known);
    const { after, act } = one.state === "waiting" ? this.#planForWaiting(one, known, now) : this.#planForHeld(one, known);
    return { at: Math.max(now, Date.parse(one.openedAt)) + Math.max(0, after), version: one.version, act };
  }

  #planForWaiting(one: ApiCase, known: Known, now: number): { after: number; act: () => Promise<unknown> } {
    const { api, acceptAsFamily } = this.#options;
    const random = createRandom(Number(one.id), 6);
    if (one.centreSince !== null) {
      known.call ??= ++this.#calls;
      const waits = Math.max(0, now - Date.parse(one.centreSince));
      const claimsAfter = answersAfterMs(known.call);
      const step = centreStepsMs.find((at) => at > waits && at < claimsAfter - unnoticedMs);
      known.answered = soundOf(one);
      if (step !== undefined) return { after: step - waits, act: () => this.#stepOfCentre(one) };
      return { after: claimsAfter - waits, act: () => api.claimCase(one.id) };
    }
    if (known.answered !== soundOf(one)) {
      const act = async () => {
        await acceptAsFamily(one.id, one.homeId);
        known.answered = soundOf(one);
      };
      return { after: random.whole(20, 28) * 1000, act };
    }
    const { closedAfterMinutes = 9 } = this.#options.answerTo(one.homeId, Date.parse(one.openedAt));
    const act = async () => {
      await api.claimCase(one.id);
      known.spoke = true;
    };
    return { after: closedAfterMinutes * 60_000 - Math.max(0, now - Date.parse(one.openedAt)), act };
  }

  #planForHeld(one: ApiCase, known: Known): { after: number; act: () => Promise<unknown> } {
    const { api } = this.#options;
    const random = createRandom(Number(one.id), 7);
    const { called } = this.#options.answerTo(one.homeId, Date.parse(one.openedAt));
    if (known.answered !== soundOf(one)) {
      known.answered = soundOf(one);
      return { after: 4_000, act: () => api.heardCase(one.id) };
    }
    if (known.spoke) return { after: random.whole(100, 200) * 1000, act: () => this.#close(one) };
    known.spoke = true;
    const action = called === undefined ? ({ action: "speakToHome" } as const) : ({ action: "call", contact: called } as const);
    return { after: random.whole(35, 90) * 1000, act: () => api.recordAction(one.id, { ...action, result: "answered" }) };
  }

  async #close({ id, homeId, openedAt, rings }: ApiCase): Promise<void> {
    const { outcome, text } = this.#options.answerTo(homeId, Date.parse(openedAt));
    await this.#options.api.closeCase(id, { outcome, note: text, rings });
  }

  /** No operator has claimed the case yet: waits until the service has taken its step. */
  async #stepOfCentre({ id, version }: ApiCase): Promise<void> {
    const until = performance.now() + stepsRunWithinMs;
    while (performance.now() < until && (await this.#options.api.case(id)).version === version) await sleep(lookEveryMs);
  }
}

/** Another ring, or a higher priority, is another sound. */
const soundOf = ({ rings, priority }: ApiCase): string => `${rings}/${priority}`;

/** The fourth call of the fortnight finds the operator on the telephone, and each ninth takes a little longer; no other waits for more than 38 s. */
function answersAfterMs(call: number): number {
  if (call === 4) return 78_000;
  if (call % 9 === 0) return 52_000;
  return (20 + ((call * 7) % 19)) * 1000;
}
