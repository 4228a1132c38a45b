import type { z } from "zod";
import { higherPriority, type Priority } from "./alarm.ts";
import type { DeviceId } from "./ids.ts";
import type { firstResponder } from "./plan.ts";

/** One ring of an episode, as a rule raised it. */
export interface Ring {
  /** Epoch ms. */
  at: number;
  priority: Priority;
  sentence: string;
  deviceId: DeviceId | null;
  /** The device reports far too often to be believed. */
  doubtful: boolean;
  /** By the home's plan, for this priority. */
  firstResponder: z.infer<typeof firstResponder>;
}

/** What the rings of an open alarm add up to. */
export interface RungAlarm extends Omit<Ring, "at"> {
  /** How often it rang. */
  rings: number;
  /** When the alarm was raised, or its priority raised last. Epoch ms. */
  priorityRaisedAt: number;
}

/** A lower ring becomes the heading once the priority was last raised this long ago: by then it is likely to be about something new. */
export const newHeadlineAfterMs = 6 * 3_600_000;

export function firstRing({ at, ...said }: Ring): RungAlarm {
  return { ...said, rings: 1, priorityRaisedAt: at };
}

/**
 * One more ring of an open alarm. The SQL of `openAlarm` does the same inside the transaction; a system test holds the two together.
 *
 * - The priority never falls. Where it rises, the first responder is the one of the new priority.
 * - The heading (sentence and device) is the newest ring's, but a lower priority does not take the heading from a higher one within
 *   `newHeadlineAfterMs`.
 * - An alarm stays doubtful once one of its rings was.
 *
 * Example. 02:00 urgent "Left bed": raised. 02:10 advisory "Hall, moving": rings again, the heading stays "Left bed". 02:20 urgent
 * "Left bed again": rings again and heads the alarm. 08:30 advisory "Kitchen, moving": more than six hours after 02:00, so it heads the
 * alarm, whose priority stays urgent.
 */
export function ringAgain(alarm: RungAlarm, ring: Ring): { alarm: RungAlarm; event: "rangAgain" | "priorityRaised" } {
  const keepsPriority = higherPriority(alarm.priority, ring.priority) === alarm.priority;
  const isLower = keepsPriority && ring.priority !== alarm.priority;
  const heading = isLower && ring.at - alarm.priorityRaisedAt < newHeadlineAfterMs ? alarm : ring;
  const urgency = keepsPriority ? alarm : { ...ring, priorityRaisedAt: ring.at };
  return {
    alarm: {
      priority: urgency.priority,
      firstResponder: urgency.firstResponder,
      priorityRaisedAt: urgency.priorityRaisedAt,
      sentence: heading.sentence,
      deviceId: heading.deviceId,
      doubtful: alarm.doubtful || ring.doubtful,
      rings: alarm.rings + 1,
    },
    event: keepsPriority ? "rangAgain" : "priorityRaised",
  };
}
