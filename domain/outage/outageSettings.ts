import { z } from "zod";

const whole = (least: number, most: number, initial: number, meaning: string) =>
  z.number().int().min(least).max(most).default(initial).describe(meaning);

/**
 * When homes that fall silent together are one outage, and how long it may hold their silences back. Stored in the database
 * (`answering_settings`); a supervisor may change them. docs/decisions.md has the reasons for the defaults.
 *
 * Example with the defaults: an area has 30 homes, and its network fails at 10:00. Their devices report each hour, so the first of them are late
 * from 10:30 on. At 10:52 the eleventh home is late: one outage.
 */
export const outageSettings = z.strictObject({
  homes: whole(2, 1_000, 10, "More homes than this, silent with one common cause, are an outage."),
  minutes: whole(5, 1_440, 60, "… if all of them fell silent within so many minutes."),
  sharePercent: whole(1, 100, 5, "… and if they are at least this share of the homes with that cause."),
  holdMinutes: whole(1, 60, 15, "For so long an outage holds a silence back while no person works on it; then it rings."),
  acknowledgedMinutes: whole(
    5,
    240,
    60,
    "For so long after a person acknowledged it or worked on its list, it holds silences back; then they ring.",
  ),
  longestHoldMinutes: whole(15, 240, 60, "… but no silence for longer than so many minutes in all, however much staff work on the outage."),
  backMinutes: whole(1, 120, 15, "An outage is over when few homes are silent and none has come back for so many minutes."),
});
export type OutageSettings = z.infer<typeof outageSettings>;
