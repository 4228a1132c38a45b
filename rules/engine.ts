import type { Decided, Decision } from "#domain/decision.ts";
import { deviceLabel, type HomeFacts } from "#domain/home.ts";
import { isLifeSafety, lifeSafetyKinds, type Reading, type ReadingKind, readingKinds } from "#domain/reading.ts";
import type { Rule, RuleContext, Standing } from "./rule.ts";
import { type RuleFault, ruleFaultName, unjudgedReading, unjudgedWait } from "./ruleFault.ts";

/** One rule's standing in one home. */
export interface RuleSlot {
  version: number;
  state: unknown;
  /** Epoch ms. */
  wakeAt: number | null;
}

/** All that the rules know of one home: plain JSON, never changed in place. */
export interface HomeState {
  /** Engine time: the greatest time seen, epoch ms; never goes back. */
  now: number;
  rules: Record<string, RuleSlot>;
}

export interface Advanced {
  state: HomeState;
  decided: Decided[];
  faults: RuleFault[];
}

/**
 * Decides, for one home at a time, and does nothing else: the shell keeps the states, and drops the new one when its
 * commit fails. The old state stays as it was.
 *
 * A live home's clock is receipt: `at` and `now` are the service's time, a reading's is `receivedAt`. A test home's
 * clock is its readings' `time`: it starts at 0, and `start` and `refit` do not move it.
 */
export interface Engine {
  start(home: HomeFacts, at: number): Advanced;
  /** After a change of devices or settings, and after loading a saved state: missing rules and other versions start anew. */
  refit(home: HomeFacts, state: HomeState, at: number): Advanced;
  /**
   * Fires every timer due by the reading's arrival, earliest first, gives the reading to the rules that read its kind,
   * and then fires what a late reading shows to have been due already.
   */
  onReading(home: HomeFacts, state: HomeState, reading: Reading): Advanced;
  /** Fires every timer due at or before `now`, earliest first. */
  onTime(home: HomeFacts, state: HomeState, now: number): Advanced;
  /** The earliest timer in epoch ms, always after the state's `now`. */
  nextWake(state: HomeState): number | null;
}

/** The work of one call: `slots` is the old state's own until the first change, then a copy. */
interface Turn extends Pick<Advanced, "decided" | "faults"> {
  readonly home: HomeFacts;
  readonly before: HomeState;
  readonly now: number;
  slots: Record<string, RuleSlot>;
}

/** `settingsFor` gives settings already parsed by the rule's schema; it is asked at every step, so it must be quick. */
export function createEngine(rules: readonly Rule[], settingsFor: (home: HomeFacts, rule: Rule) => unknown): Engine {
  const readersOf = new Map<ReadingKind, readonly Rule[]>(
    readingKinds.map((kind) => [kind, rules.filter((rule) => rule.reads === "all" || rule.reads.includes(kind))]),
  );

  const begin = (home: HomeFacts, before: HomeState, time: number): Turn => ({
    home,
    before,
    now: Math.max(before.now, time),
    slots: before.rules,
    decided: [],
    faults: [],
  });

  const end = ({ before, now, slots, decided, faults }: Turn): Advanced => ({
    state: slots === before.rules && now === before.now ? before : { now, rules: slots },
    decided,
    faults,
  });

  const contextOf = (home: HomeFacts, rule: Rule, now: number): RuleContext<unknown> => ({ home, settings: settingsFor(home, rule), now });

  function startAll(turn: Turn): void {
    const savedSlots = turn.slots;
    turn.slots = {};
    for (const rule of rules) {
      const saved = savedSlots[rule.name];
      try {
        const { state, wakeAt } = rule.start(
          contextOf(turn.home, rule, turn.now),
          saved?.version === rule.version ? saved.state : undefined,
        );
        turn.slots[rule.name] = { version: rule.version, state, wakeAt };
      } catch (error) {
        if (saved !== undefined) turn.slots[rule.name] = saved;
        turn.faults.push({ rule: rule.name, error, on: "start" });
      }
    }
  }

  function firstDue(slots: Record<string, RuleSlot>, by: number): Rule | undefined {
    let first: Rule | undefined;
    let earliest = Number.POSITIVE_INFINITY;
    for (const rule of rules) {
      const slot = slots[rule.name];
      if (slot === undefined || slot.wakeAt === null || slot.wakeAt > by || slot.wakeAt >= earliest || slot.version !== rule.version)
        continue;
      first = rule;
      earliest = slot.wakeAt;
    }
    return first;
  }

  function fireDue(turn: Turn): void {
    for (let rule = firstDue(turn.slots, turn.now); rule !== undefined; rule = firstDue(turn.slots, turn.now)) {
      const slot = turn.slots[rule.name] as RuleSlot & { wakeAt: number };
      const dueAt = slot.wakeAt;
      try {
        const step = rule.onTimer(slot.state, dueAt, contextOf(turn.home, rule, dueAt));
        if (step.wakeAt !== null && step.wakeAt <= dueAt)
          throw new Error(`rule ${rule.name} woke itself at ${step.wakeAt}, not after ${dueAt}`);
        put(turn, rule, step);
        decide(turn, rule.name, step.decisions, dueAt, `timer/${dueAt}`);
      } catch (error) {
        // Without its wake it cannot throw for ever; its next reading sets the wake again.
        put(turn, rule, { state: slot.state, wakeAt: null });
        turn.faults.push({ rule: rule.name, error, on: "timer", dueAt });
        if (guardsLife(rule)) decide(turn, ruleFaultName, [unjudgedWait(rule.name)], dueAt, `timer/${dueAt}`);
      }
    }
  }

  function read(turn: Turn, reading: Reading): void {
    const { home, now, decided, faults } = turn;
    const at = timeOf(home, reading);
    const cause = `${reading.deviceId}/${reading.key}`;
    const decidedBefore = decided.length;
    const faultsBefore = faults.length;
    for (const rule of readersOf.get(reading.value.kind) ?? []) {
      try {
        const context = contextOf(home, rule, now);
        const slot = turn.slots[rule.name];
        const state = slot?.version === rule.version ? slot.state : rule.start(context).state;
        const step = rule.onReading(state, reading, context);
        put(turn, rule, step);
        decide(turn, rule.name, step.decisions, at, cause);
      } catch (error) {
        faults.push({ rule: rule.name, error, on: "reading", reading });
      }
    }
    const failed = faults[faultsBefore];
    if (failed === undefined || !isLifeSafety(reading.value) || decided.slice(decidedBefore).some(isCritical)) return;
    decide(turn, ruleFaultName, [unjudgedReading(failed.rule, reading, deviceLabel(home.devices.get(reading.deviceId)))], at, cause);
  }

  return {
    start(home, at) {
      const turn = begin(home, { now: home.mode === "live" ? at : 0, rules: {} }, 0);
      startAll(turn);
      fireDue(turn);
      return end(turn);
    },
    refit(home, state, at) {
      const turn = begin(home, state, home.mode === "live" ? at : 0);
      fireDue(turn);
      startAll(turn);
      fireDue(turn);
      return end(turn);
    },
    onReading(home, state, reading) {
      const turn = begin(home, state, timeOf(home, reading));
      fireDue(turn);
      read(turn, reading);
      fireDue(turn);
      return end(turn);
    },
    onTime(home, state, now) {
      const turn = begin(home, state, now);
      fireDue(turn);
      return end(turn);
    },
    nextWake(state) {
      const first = firstDue(state.rules, Number.POSITIVE_INFINITY);
      return first === undefined ? null : (state.rules[first.name]?.wakeAt ?? null);
    },
  };
}

const timeOf = (home: HomeFacts, reading: Reading): number => (home.mode === "live" ? reading.receivedAt : reading.time);

const guardsLife = ({ reads }: Rule): boolean => reads !== "all" && reads.some((kind) => lifeSafetyKinds.has(kind));

const isCritical = ({ decision }: Decided): boolean => decision.do === "raise" && decision.strength === "critical";

function put(turn: Turn, rule: Rule, { state, wakeAt }: Standing<unknown>): void {
  const slot = turn.slots[rule.name];
  if (slot !== undefined && slot.state === state && slot.wakeAt === wakeAt && slot.version === rule.version) return;
  if (turn.slots === turn.before.rules) turn.slots = { ...turn.slots };
  turn.slots[rule.name] = { version: rule.version, state, wakeAt };
}

/** The cause names home, rule, episode, what happened and which of its decisions: the same again on replay. */
function decide({ home, decided }: Turn, rule: string, decisions: readonly Decision[], at: number, happened: string): void {
  // Counted within the episode: the order of a home's devices may change between a run and its replay.
  const counts = new Map<string, number>();
  for (const decision of decisions) {
    const n = counts.get(decision.episode) ?? 0;
    counts.set(decision.episode, n + 1);
    decided.push({ rule, decision, cause: `${home.id}/${rule}/${decision.episode}/${happened}/${n}`, at });
  }
}
