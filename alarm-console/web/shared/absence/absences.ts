import type { absenceKinds } from "#domain/absence.ts";
import { type Answer, call } from "../api/call.ts";

export type AbsenceKind = (typeof absenceKinds)[number];

/** As GET /api/v1/homes/{id}/absences lists it. */
export interface AbsenceView {
  id: string;
  kind: AbsenceKind;
  startsAt: string;
  endsAt: string;
  /** Rules by name. */
  suspends: string[];
  note: string;
  by: string;
  endedAt: string | null;
  endedWhy: string | null;
  /** By the home's own clock. */
  state: "planned" | "lasting" | "over";
}

export interface AbsenceToSet {
  kind: AbsenceKind;
  startsAt?: string;
  endsAt: string;
  suspends: string[];
  note: string;
}

const path = (homeId: string) => `/api/v1/homes/${homeId}/absences`;

export const readAbsences = (homeId: string): Promise<Answer<{ items: AbsenceView[] }>> => call("GET", path(homeId));
export const setAbsence = (homeId: string, absence: AbsenceToSet): Promise<Answer<AbsenceView>> => call("POST", path(homeId), absence);
export const endAbsence = (homeId: string, id: string, why: string): Promise<Answer<AbsenceView>> =>
  call("POST", `${path(homeId)}/${id}/end`, why === "" ? {} : { why });

/** Current and planned absences, in the order in which they start. */
export const currentAndPlanned = (absences: readonly AbsenceView[]): AbsenceView[] =>
  absences.filter(({ state }) => state !== "over").sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt));
