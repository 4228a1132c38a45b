import { type CausedDecision, type Decision, episodeKey } from "#domain/decision.ts";
import type { Reading } from "#domain/reading.ts";
import { type HomeStep, without } from "./homeStep.ts";

/** How the cause of an event-time rule's decision names a reading: by what the journal holds of it, so a replay names it the same. */
export function eventTimeCause({ deviceId, time, movedMs = 0, value, seq, at }: Reading): string {
  const recordedTime = time - movedMs;
  const number = seq !== null ? `#${seq}` : at !== null && at !== recordedTime ? `#${at}` : "";
  return `${deviceId}@${recordedTime}${number}:${Object.values(value).join(":")}`;
}

/** How a cause names a time of the home: as it was before any step of the server's clock, so a step makes no new cause. */
export const causeTime = ({ before }: HomeStep, time: number): number => time - before.movedMs;

export const arrivalTimeCause = ({ deviceId, key }: Reading): string => `${deviceId}/${key}`;

/**
 * Gives a rule's decisions to the step's sink, each with its cause: home, rule, episode, what happened, and the decision's number. A replay
 * makes the same causes, and each cause counts once.
 *
 * Example: `7/bedExit/2/timer/1763864400000/0` is the first decision about episode 2 at the timer of that instant.
 */
export function addDecisions(step: HomeStep, rule: string, decisions: readonly Decision[], at: number, happened: string): void {
  for (let place = 0; place < decisions.length; place += 1) {
    const decision = decisions[place] as Decision;
    // Counted within the episode: the order of a home's devices may change between a run and its replay.
    let n = 0;
    for (let before = 0; before < place; before += 1) if (decisions[before]?.episode === decision.episode) n += 1;
    const decided = { rule, decision, cause: `${step.home.id}/${rule}/${decision.episode}/${happened}/${n}`, at };
    trackOngoing(step, decided);
    step.sink(step, decided);
  }
}

/** What rules decide while `work` runs, instead of its being announced. */
export function collectDecisions(step: HomeStep, work: () => void): CausedDecision[] {
  const collected: CausedDecision[] = [];
  const { sink } = step;
  step.sink = (_, decided) => collected.push(decided);
  work();
  step.sink = sink;
  return collected;
}

/** Whether a timer caused the decision, and not a reading. */
export const isFromTimer = ({ cause }: CausedDecision): boolean => /\/timer\/\d+\/\d+$/.test(cause);

export const episodeKeyOf = ({ rule, decision: { episode } }: CausedDecision): string => episodeKey({ rule, episode });

export const isEventTimeRule = ({ ruleSet }: HomeStep, rule: string): boolean => ruleSet.eventTimeRules.has(rule);

function trackOngoing(step: HomeStep, decided: CausedDecision): void {
  const { decision } = decided;
  if (decision.do === "endAbsence" || !isEventTimeRule(step, decided.rule)) return;
  const key = episodeKeyOf(decided);
  if (decision.do === "raise") step.ongoing = { ...step.ongoing, [key]: decided };
  else if (decision.endsEpisode && key in step.ongoing) step.ongoing = without(step.ongoing, key);
}
