import type { CausedDecision, Decision } from "#domain/decision.ts";
import { deviceLabel } from "#domain/home.ts";
import type { Reading } from "#domain/reading.ts";
import type { Guard } from "./guards.ts";
import { never } from "./homeState.ts";
import { putBack, type Turn, without } from "./homeStep.ts";
import { type RuleFault, ruleFaultName, setAside, setAsideName, unjudgedReading, unjudgedWait } from "./ruleFault.ts";

/** The cause names home, rule, episode, what happened and which of its decisions: the same again on replay. */
export function decide(turn: Turn, rule: string, decisions: readonly Decision[], at: number, happened: string): void {
  for (let place = 0; place < decisions.length; place += 1) {
    const decision = decisions[place] as Decision;
    // Counted within the episode: the order of a home's devices may change between a run and its replay.
    let n = 0;
    for (let before = 0; before < place; before += 1) if (decisions[before]?.episode === decision.episode) n += 1;
    const decided = { rule, decision, cause: `${turn.home.id}/${rule}/${decision.episode}/${happened}/${n}`, at };
    follow(turn, decided);
    turn.take(turn, decided);
  }
}

/** Whether it was decided when a timer was due, and not by a reading. */
export const isOfTimer = ({ cause }: CausedDecision): boolean => /\/timer\/\d+\/\d+$/.test(cause);

export const episodeKey = ({ rule, decision }: CausedDecision): string => `${rule}/${decision.episode}`;

export const isHappening = ({ guards }: Turn, rule: string): boolean => guards.happening.has(rule);

/** Keeps account of what goes on, in order of happening. */
function follow(turn: Turn, decided: CausedDecision): void {
  const { decision } = decided;
  if (decision.do === "endAbsence" || !isHappening(turn, decided.rule)) return;
  const key = episodeKey(decided);
  if (decision.do === "raise") turn.ongoing = { ...turn.ongoing, [key]: decided };
  else if (decision.endsEpisode && key in turn.ongoing) turn.ongoing = without(turn.ongoing, key);
}

/** Nobody is left unheard because a rule has a defect. What housekeeping rules make of a press is not what guards life. */
export function unjudged(turn: Turn, { rule }: Guard, reading: Reading, cause: string): void {
  if (!rule.guardsLife) return;
  const label = deviceLabel(turn.home.devices.get(reading.deviceId));
  decide(turn, ruleFaultName, [unjudgedReading(rule.name, reading, label)], turn.now, cause);
}

/**
 * That home and rule are set aside: it is not run again, and without a wake it cannot throw for ever. What it was waiting out, such as a
 * suspected fall, nobody waits out any more: somebody is asked to look.
 */
export function fail(
  turn: Turn,
  { rule, place }: Guard,
  error: unknown,
  on: { on: "start" } | { on: "timer"; dueAt: number } | { on: "reading"; reading: Reading },
  at: number,
  cause: string,
): void {
  const why = error instanceof Error ? error.message : String(error);
  const waited = rule.guardsLife && (on.on === "timer" || turn.wakes[place] !== never);
  putBack(turn, place, { state: turn.states[place] ?? null, wakeAt: never, failed: why.slice(0, 200) });
  const fault: RuleFault = { rule: rule.name, error, ...on };
  turn.faults = [...(turn.faults ?? []), fault];
  decide(turn, setAsideName, [setAside(fault, turn.home)], at, cause);
  if (waited) decide(turn, ruleFaultName, [unjudgedWait(rule.name)], at, cause);
}
