import { createContext, useContext } from "react";
import type { CallFailure } from "../../shared/api/call.ts";

/** One thing that the service found wrong, and where: `plan.rules.bedExit.exitMinutes`. */
export interface Fault {
  path: string;
  message: string;
}

/** What a refusal names, field by field; empty where it names nothing. */
export function faultsIn(failure: CallFailure | null): Fault[] {
  if (failure === null || failure.status !== 422 || !Array.isArray(failure.details)) return [];
  return failure.details.filter(
    (one): one is Fault => typeof (one as Fault | null)?.path === "string" && typeof (one as Fault).message === "string",
  );
}

export const faultAt = (faults: readonly Fault[], path: string): string | null => faults.find((one) => one.path === path)?.message ?? null;

/** At a place or anywhere below it. */
export const faultsUnder = (faults: readonly Fault[], path: string): Fault[] =>
  faults.filter((one) => one.path === path || one.path.startsWith(`${path}.`));

export const Faults = createContext<readonly Fault[]>([]);

/** The id of the field at a path, so that a list of faults can lead there. */
export const fieldId = (path: string): string => `field-${path.replaceAll(".", "-")}`;

/** What a field needs to show its fault beside it, by path. */
export function useFault(path: string): { text: string | null; field: { id: string; "aria-invalid"?: true; "aria-describedby"?: string } } {
  const text = faultAt(useContext(Faults), path);
  const id = fieldId(path);
  return { text, field: text === null ? { id } : { id, "aria-invalid": true, "aria-describedby": `${id}-fault` } };
}
