import type { AnsweringSettings } from "#domain/answering/answeringSettings.ts";
import { durationText } from "../../../durationText.ts";
import type { Case, Claimed, FollowUp } from "../caseState.ts";
import { type CaseStep, type StepContext, stepTo } from "../caseStep.ts";
import { holderLost, soundEverywhere } from "../holding.ts";
import type { Timer } from "./timer.ts";

/** An offer, a ring that is not acknowledged, and a case that its holder does not touch. */
export function claimedTimers(phase: Claimed, settings: AnsweringSettings): Timer[] {
  const { touchedAt, askedAt, offer, unheardRingAt, everyDeskSounds } = phase;
  const timers: Timer[] = [];
  if (offer !== null)
    timers.push({ at: offer.until, run: (before, { now }) => holderLost(before, `handed over to ${offer.name}, who did not accept`, now) });
  if (unheardRingAt !== null && !everyDeskSounds)
    timers.push({
      at: unheardRingAt + settings.unheardRingSeconds * 1000,
      run: (before) => soundEverywhere(before, `has not acknowledged it for ${settings.unheardRingSeconds} s`),
    });
  if (askedAt === null) timers.push({ at: touchedAt + settings.askHolderSeconds * 1000, run: askHolder });
  else {
    const why = `did nothing for ${durationText(settings.loseUntouchedSeconds * 1000)}`;
    // Counted from the question, so that a question that is late, after an outage, leaves the holder time to answer.
    const at = askedAt + Math.max(0, settings.loseUntouchedSeconds - settings.askHolderSeconds) * 1000;
    timers.push({ at, run: (before, { now }) => holderLost(before, why, now) });
  }
  return timers;
}

function askHolder(before: Case, { now }: StepContext): CaseStep {
  const phase = before.phase as Claimed;
  const text = `${phase.holder.name} was asked: do you still have this case?`;
  return stepTo({ ...before, phase: { ...phase, askedAt: now } }, [{ event: "asked", text, by: null }]);
}

export function followUpTimer({ askedAt, dueAt, holder }: FollowUp, settings: AnsweringSettings): Timer {
  if (askedAt !== null)
    return {
      at: askedAt + settings.followUpGraceSeconds * 1000,
      run: (before, { now }) => holderLost(before, "did not take up the follow-up", now),
    };
  return {
    at: dueAt,
    run: (before, { now }) => {
      const phase = before.phase as FollowUp;
      return stepTo({ ...before, phase: { ...phase, askedAt: now } }, [
        { event: "asked", text: `Follow-up is due: ${holder.name}`, by: null },
      ]);
    },
  };
}
