/** What the phone of a carer and the service must know alike. Without zod, which would be a fifth of what the phone loads. */

/** A tap that waited longer on the phone is about a night that is over: an old "I'm on it" must not stop a ladder of now. */
export const oldestTapMs = 15 * 60_000;

/** For so long an answer can be taken back, counted on the phone from the moment at which it arrived. */
export const undoMs = 10_000;
