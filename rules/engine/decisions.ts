import type { CausedDecision, Decision } from "#domain/decision.ts";
import { deviceLabel } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import { never } from "./homeState.ts";
import { type HomeStep, restoreState, without } from "./homeStep.ts";
import { disabledRuleName, type RuleFault, ruleDisabled, ruleFaultName, unjudgedReading, unjudgedWait } from "./ruleFault.ts";
import type { ActiveRule } from "./ruleSet.ts";

/** The cause names home, rule, episode, what happened and which of its decisions: the same again on replay. */
export function decide(turn: HomeStep, rule: string, decisions: readonly Decision[], at: number, happened: string): void {
  for (let place = 0; place < decisions.length; place += 1) {
    const decision = decisions[place] as Decision;
    // Counted within the episode: the order of a home's devices may change between a run and its replay.
    let n = 0;
    for (let before = 0; before < place; before += 1) if (decisions[before]?.episode === decision.episode) n += 1;
    const decided = { rule, decision, cause: `${turn.home.id}/${rule}/${decision.episode}/${happened}/${n}`, at };
    follow(turn, decided);
    turn.sink(turn, decided);
  }
}

/** Whether it was decided when a timer was due, and not by a reading. */
export const isOfTimer = ({ cause }: CausedDecision): boolean => /\/timer\/\d+\/\d+$/.test(cause);

export const episodeKey = ({ rule, decision }: CausedDecision): string => `${rule}/${decision.episode}`;

export const isEventTimeRule = ({ ruleSet }: HomeStep, rule: string): boolean => ruleSet.eventTimeRules.has(rule);

/** Keeps account of what goes on, in order of happening. */
function follow(turn: HomeStep, decided: CausedDecision): void {
  const { decision } = decided;
  if (decision.do === "endAbsence" || !isEventTimeRule(turn, decided.rule)) return;
  const key = episodeKey(decided);
  if (decision.do === "raise") turn.ongoing = { ...turn.ongoing, [key]: decided };
  else if (decision.endsEpisode && key in turn.ongoing) turn.ongoing = without(turn.ongoing, key);
}

/** Nobody is left unheard because a rule has a defect. What housekeeping rules make of a press is not what guards life. */
export function unjudged(turn: HomeStep, { rule }: ActiveRule, reading: Reading, cause: string): void {
  if (!rule.guardsLife) return;
  const label = deviceLabel(turn.home.devices.get(reading.deviceId));
  decide(turn, ruleFaultName, [unjudgedReading(rule.name, reading, label)], turn.now, cause);
}

/**
 * That home and rule are set aside: it is not run again, and without a wake it cannot throw for ever. What it was waiting out, such as a
 * suspected fall, nobody waits out any more: somebody is asked to look.
 */
export function disableRule(
  turn: HomeStep,
  { rule, place }: ActiveRule,
  error: unknown,
  on: { on: "start" } | { on: "timer"; dueAt: number } | { on: "reading"; reading: Reading },
  at: number,
  cause: string,
): void {
  const why = error instanceof Error ? error.message : String(error);
  const waited = rule.guardsLife && (on.on === "timer" || turn.wakeTimes[place] !== never);
  restoreState(turn, place, { state: turn.states[place] ?? null, wakeAt: never, disabledReason: why.slice(0, 200) });
  const fault: RuleFault = { rule: rule.name, error, ...on };
  turn.faults = [...(turn.faults ?? []), fault];
  decide(turn, disabledRuleName, [ruleDisabled(fault, turn.home)], at, cause);
  if (waited) decide(turn, ruleFaultName, [unjudgedWait(rule.name)], at, cause);
}
