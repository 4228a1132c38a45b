import { z } from "zod";
import type { HomeFacts } from "./home.ts";
import { freeText } from "./text.ts";

export const absenceKinds = ["inHospital", "onHoliday", "carerStaying"] as const;

/** While it lasts, the rules in `suspends` ring nobody; rules that guard life are never suspended. */
export const newAbsence = z
  .strictObject({
    kind: z.enum(absenceKinds),
    /** RFC 3339; the present moment where left out. */
    startsAt: z.iso.datetime({ offset: true }).optional(),
    endsAt: z.iso.datetime({ offset: true }),
    /** Rules by name; what the plan says where left out. */
    suspends: z.array(z.string().max(60)).max(50).optional(),
    note: freeText(500).default(""),
  })
  .refine(({ startsAt, endsAt }) => startsAt === undefined || Date.parse(endsAt) > Date.parse(startsAt), {
    path: ["endsAt"],
    message: "an absence ends after it starts",
  });
export type NewAbsence = z.infer<typeof newAbsence>;

/** Times in epoch ms. */
export interface Absence {
  id: string;
  kind: (typeof absenceKinds)[number];
  startsAt: number;
  /** When it ends by itself. */
  endsAt: number;
  /** When somebody, or a certain sign of life, ended it before; null for neither. */
  endedAt: number | null;
  suspends: readonly string[];
}

const absenceWords: Record<Absence["kind"], string> = {
  inHospital: "in hospital",
  onHoliday: "on holiday",
  carerStaying: "a carer is staying over",
};

/** "in hospital": as a sentence names it. */
export const absenceText = ({ kind }: Pick<Absence, "kind">): string => absenceWords[kind];

export const absenceEnd = ({ endsAt, endedAt }: Absence): number => Math.min(endsAt, endedAt ?? endsAt);

/** The absences that last at an instant in epoch ms. */
export const absencesAt = (home: Pick<HomeFacts, "absences">, instant: number): readonly Absence[] =>
  home.absences.length === 0 ? home.absences : home.absences.filter((one) => one.startsAt <= instant && instant < absenceEnd(one));
