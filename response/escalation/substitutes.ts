import type { EscalationPolicy, EscalationStep, EscalationTarget } from "#domain/answering/escalation.ts";
import type { ReachableContact } from "./ladder.ts";

/**
 * A policy with those who are called instead of contacts whose contingency plan runs. A step that names such a contact becomes one step for each
 * substitute, in their order, each with the step's wait; the other targets of the step stay in the first one. A substitute is notified by all of their channels: those of the step were chosen for another person. Two steps in a row for
 * the same people become one, so that the next person need not wait for an answer that was not given a moment ago. Without substitutes the step stays: the ladder skips the contact.
 *
 * Example: Jonas (1) is in hospital, and Ravi (3) and Meera (2) are called instead. `[1], [2], centre` becomes `[3], [2], centre`.
 */
export function withSubstitutes(policy: EscalationPolicy, contacts: readonly ReachableContact[]): EscalationPolicy {
  const instead = new Map(
    contacts.flatMap(({ place, substitutes = [] }) => (substitutes.length > 0 ? [[place, substitutes] as const] : [])),
  );
  if (instead.size === 0) return policy;
  const steps = policy.flatMap((step) => substituted(step, instead));
  return steps.filter((step, index) => {
    const before = steps[index - 1];
    // What the plan itself repeats stays.
    const isOfPlan = before !== undefined && policy.includes(before) && policy.includes(step);
    return isOfPlan || !isForTheSame(step, before);
  });
}

function substituted(step: EscalationStep, instead: ReadonlyMap<number, readonly number[]>): EscalationStep[] {
  const lists = step.notify.map((target) => (typeof target === "number" ? instead.get(target) : undefined));
  if (lists.every((list) => list === undefined)) return [step];
  const rounds = Math.max(...lists.map((list) => list?.length ?? 1));
  return Array.from({ length: rounds }, (_, round) => {
    const notify = step.notify.flatMap((target, place): EscalationTarget[] => {
      const list = lists[place];
      if (list === undefined) return round === 0 ? [target] : [];
      const next = list[round];
      return next === undefined ? [] : [next];
    });
    return { notify: [...new Set(notify)], waitSeconds: step.waitSeconds };
  });
}

/** For the timeline: "Jonas Birch is not available until Thu 3 Dec 19:00. Called instead: Meera Shah". Of the contacts whom the policy names. */
export const substitutionLines = (policy: EscalationPolicy, contacts: readonly ReachableContact[]): string[] =>
  contacts.flatMap(({ place, name, notAvailable, substitutes = [] }) => {
    if (substitutes.length === 0 || !policy.some(({ notify }) => notify.includes(place))) return [];
    const names = substitutes.flatMap((one) => contacts.filter((contact) => contact.place === one).map((contact) => contact.name));
    return [`${name} is not available until ${notAvailable?.text ?? "later"}. Called instead: ${names.join(", ")}`];
  });

const isForTheSame = (one: EscalationStep, other: EscalationStep | undefined): boolean =>
  JSON.stringify(one.notify) === JSON.stringify(other?.notify);
