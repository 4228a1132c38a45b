import { type HomeState, type RuleSlot, slotAt } from "#rules/engine/homeState.ts";

/** The state and timer of each rule, by its place in the catalogue. */
export const slotsOf = (state: HomeState): (RuleSlot | undefined)[] => state.states.map((_, place) => slotAt(state, place));
