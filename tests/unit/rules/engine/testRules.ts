import { z } from "zod";
import type { Plan } from "#domain/plan.ts";
import { createEngine, type Engine } from "#rules/engine/engine.ts";
import { defineRule, type Rule } from "#rules/rule.ts";
import { planOf } from "../rulesStory.ts";

const plain = { title: "A rule", explains: "It is there for a test.", needs: [] };

/** Throws an error at each reading. */
export const failing = (name: string, reads: Rule["reads"], more: Partial<Rule> = {}): Rule => ({
  ...plain,
  name,
  version: 1,
  settings: z.strictObject({}),
  reads,
  timeBase: "arrivalTime",
  start: () => ({ state: null, wakeAt: null }),
  onReading: () => {
    throw new Error("a defect");
  },
  onTimer: (state) => ({ state, wakeAt: null, decisions: [] }),
  ...more,
});

/** Counts its readings, and raises an alarm with the count one second after the latest reading. */
export const counter = (more: Partial<Rule<number, object>> = {}): Rule<number, object> =>
  defineRule<number, object>({
    ...plain,
    name: "counter",
    version: 1,
    settings: z.strictObject({}),
    reads: ["motion"],
    timeBase: "arrivalTime",
    start: (_context, state = 0) => ({ state, wakeAt: null }),
    onReading: (state, _reading, { now }) => ({ state: state + 1, wakeAt: now + 1000, decisions: [] }),
    onTimer: (state, dueAt) => ({
      state,
      wakeAt: null,
      decisions: [{ do: "raise", episode: "count", priority: "info", sentence: `${state} at ${dueAt}`, deviceId: null }],
    }),
    ...more,
  });

/** Raises an alarm when a chair is empty for `minutes` (default 1), and adds a note when it is occupied again. Reads only chairs. */
export const chairLeft = (more: Partial<Rule<number | null, { minutes: number }>> = {}): Rule<number | null, { minutes: number }> =>
  defineRule<number | null, { minutes: number }>({
    ...plain,
    name: "chairLeft",
    version: 1,
    settings: z.strictObject({ minutes: z.number().int().min(1).max(60).default(1) }),
    reads: ["chair"],
    timeBase: "eventTime",
    start: (_context, state = null) => ({ state, wakeAt: state }),
    onReading(state, { value, time }, { settings }) {
      if (value.kind !== "chair") return { state, wakeAt: state, decisions: [] };
      if (value.occupied)
        return {
          state: null,
          wakeAt: null,
          decisions: [{ do: "addNote", episode: "chair", text: `Taken again ${clock(time)}`, endsEpisode: true }],
        };
      const dueAt = state ?? time + settings.minutes * 60_000;
      return { state: dueAt, wakeAt: dueAt, decisions: [] };
    },
    onTimer: (_state, dueAt) => ({
      state: null,
      wakeAt: null,
      decisions: [{ do: "raise", episode: "chair", priority: "urgent", sentence: `Chair left, due ${clock(dueAt)}`, deviceId: null }],
    }),
    hasOpenEpisode: (state) => state !== null,
    ...more,
  });

const clock = (time: number): string => new Date(time).toISOString().slice(11, 19);

export const planWith = (rules: readonly Rule[], more: Partial<Plan> = {}): Plan =>
  planOf(Object.fromEntries(rules.map(({ name }) => [name, {}])), more);

/** An engine with these rules, and a plan that enables all of them. */
export const using = (...rules: readonly Rule[]): { by: Engine; plan: Plan } => ({ by: createEngine(rules), plan: planWith(rules) });
