import { describe, expect, test } from "vitest";
import type { Absence } from "#domain/absence.ts";
import type { PlannedAbsence } from "#homes/absences.ts";
import { longAbsenceObjection } from "#homes/policy/longAbsence.ts";

const at = (date: string): number => Date.parse(`2026-${date}T12:00:00Z`);
const stay = (from: string, to: string, note = ""): PlannedAbsence => ({
  kind: "carerStaying",
  startsAt: at(from),
  endsAt: at(to),
  suspends: ["bedExit"],
  note,
});
const known: Absence[] = [{ ...stay("11-01", "11-12"), id: "1", endedAt: null }];
const now = at("10-31");

describe("with a carer's stay from 1 to 12 November", () => {
  test("an operator may add a stay that makes 14 days in total", () => {
    expect(longAbsenceObjection(known, stay("11-12", "11-15"), now, "operator")).toBeNull();
  });

  test("an operator may not add a stay that makes 22 days in total, and a supervisor may with a note", () => {
    const planned = stay("11-12", "11-23");
    expect(longAbsenceObjection(known, planned, now, "operator")).toMatchObject({
      code: "forbidden",
      message: expect.stringContaining("at most 14 days"),
    });
    expect(longAbsenceObjection(known, planned, now, "supervisor")).toEqual({
      code: "invalid",
      details: [{ path: "note", message: "this is longer than 14 days: write why" }],
    });
    expect(longAbsenceObjection(known, stay("11-12", "11-23", "Her son is here"), now, "supervisor")).toBeNull();
  });

  test("a stay that begins a day after the first one ends is counted separately", () => {
    expect(longAbsenceObjection(known, stay("11-13", "11-26"), now, "operator")).toBeNull();
  });
});
