import { z } from "zod";
import { freeText } from "./text.ts";

export const absenceKinds = ["inHospital", "onHoliday", "carerStaying"] as const;

/** While an absence lasts, the rules in `suspends` raise no alarm. Life-safety rules are never suspended (docs/guarantees.md, 5). */
export const newAbsence = z
  .strictObject({
    kind: z.enum(absenceKinds),
    /** RFC 3339; now where it is left out. */
    startsAt: z.iso.datetime({ offset: true }).optional(),
    endsAt: z.iso.datetime({ offset: true }),
    /** Rules by name; the `absenceSuspends` of the plan where it is left out. */
    suspends: z.array(z.string().max(60)).max(50).optional(),
    note: freeText(500).default(""),
  })
  .refine(({ startsAt, endsAt }) => startsAt === undefined || Date.parse(endsAt) > Date.parse(startsAt), {
    path: ["endsAt"],
    message: "an absence must end after it starts",
  });

/** Times in epoch ms. */
export interface Absence {
  id: string;
  kind: (typeof absenceKinds)[number];
  startsAt: number;
  /** The planned end. */
  endsAt: number;
  /** When a member of staff, or a certain sign of life, ended it before its planned end; null where neither did. */
  endedAt: number | null;
  suspends: readonly string[];
}

const absenceWords: Record<Absence["kind"], string> = {
  inHospital: "in hospital",
  onHoliday: "on holiday",
  carerStaying: "a carer is staying over",
};

/** "in hospital", for use in a sentence. */
export const absenceText = ({ kind }: Pick<Absence, "kind">): string => absenceWords[kind];

/** The actual end where it ended early, otherwise the planned one. */
export const absenceEnd = ({ endsAt, endedAt }: Absence): number => Math.min(endsAt, endedAt ?? endsAt);

/** The absences that last at an instant in epoch ms. */
export const absencesAt = (home: { absences: readonly Absence[] }, instant: number): readonly Absence[] =>
  home.absences.length === 0 ? home.absences : home.absences.filter((one) => one.startsAt <= instant && instant < absenceEnd(one));
