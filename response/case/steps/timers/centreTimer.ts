import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import { durationText } from "../../../durationText.ts";
import type { Case, Waiting } from "../caseState.ts";
import { type CaseStep, type Notice, type StepContext, stepTo } from "../caseStep.ts";
import type { Timer } from "./timer.ts";

/** How long after a case came to the centre each of the centre's steps is due. After the last one every desk rings again and again. */
function centreWaitSeconds(centreSteps: number, settings: AnsweringSettings): number {
  const { ringAgainSeconds, supervisorSeconds, everyoneSeconds, repeatSeconds } = settings;
  return [ringAgainSeconds, supervisorSeconds, everyoneSeconds][centreSteps] ?? everyoneSeconds + repeatSeconds * (centreSteps - 2);
}

/** The next step of the centre with a case that no operator claims. */
export function centreTimer({ centreSteps }: Waiting, centreSince: number, settings: AnsweringSettings): Timer {
  const dueAt = (step: number): number => centreSince + centreWaitSeconds(step, settings) * 1000;
  return {
    at: dueAt(centreSteps),
    run: (before, context) => {
      let step = centreSteps;
      // Repeats that an outage missed are one: a night without the service is no hundred lines.
      if (step > 2) while (dueAt(step + 1) <= context.now) step += 1;
      const phase = { ...(before.phase as Waiting), centreSteps: step };
      return centreStep({ ...before, phase }, phase, context, centreWaitSeconds(step, settings));
    },
  };
}

function centreStep(before: Case, phase: Waiting, { sentenceOf }: StepContext, afterSeconds: number): CaseStep {
  const wait = durationText(afterSeconds * 1000);
  const key = `case/${before.id}/centre/${phase.centreSince}/${phase.centreSteps}`;
  const alarmId = before.alarms.find(({ isOpen }) => isOpen)?.id ?? null;
  const sentence = alarmId === null ? "A case waits" : sentenceOf(alarmId);
  const after = { ...before, phase: { ...phase, centreSteps: phase.centreSteps + 1 } };
  const escalated = (text: string, notices: Notice[] = []): CaseStep => stepTo(after, [{ event: "escalated", text, by: null }], notices);
  switch (phase.centreSteps) {
    case 0:
      return escalated(`Not claimed for ${wait}: rings every desk again`);
    case 1:
      return escalated(`Not claimed for ${wait}: the supervisors are notified`, [
        { kind: "supervisor", key, alarmId, sentence, to: "supervisors" },
      ]);
    case 2:
      return escalated(`Not claimed for ${wait}: everyone and the fallback contacts are notified`, [
        { kind: "everyone", key, alarmId, sentence, to: "fallbackContacts" },
      ]);
    default:
      return escalated(`Not claimed for ${wait}: rings every desk again`);
  }
}
