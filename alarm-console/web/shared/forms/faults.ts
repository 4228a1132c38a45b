import { createContext, useContext } from "react";
import type { CallFailure } from "../api/call.ts";

/** One error that the service found, with the path of its field: `plan.rules.bedExit.exitMinutes`. */
export interface Fault {
  path: string;
  message: string;
}

/** The field errors of a refused call; empty when it names none. */
export function faultsIn(failure: CallFailure | null): Fault[] {
  if (failure === null || failure.status !== 422 || !Array.isArray(failure.details)) return [];
  return failure.details.filter(
    (one): one is Fault => typeof (one as Fault | null)?.path === "string" && typeof (one as Fault).message === "string",
  );
}

export const faultAt = (faults: readonly Fault[], path: string): string | null => faults.find((one) => one.path === path)?.message ?? null;

/** The errors at a path or below it. */
export const faultsUnder = (faults: readonly Fault[], path: string): Fault[] =>
  faults.filter((one) => one.path === path || one.path.startsWith(`${path}.`));

/** The field errors of the form around. */
export const Faults = createContext<readonly Fault[]>([]);

/** The element id of the field at a path, so that a list of errors can link to it. */
export const fieldId = (path: string): string => `field-${path.replaceAll(".", "-")}`;

/** The error of a field, and the attributes that connect the field with its error text. */
export function useFault(path: string): { text: string | null; field: { id: string; "aria-invalid"?: true; "aria-describedby"?: string } } {
  const text = faultAt(useContext(Faults), path);
  const id = fieldId(path);
  return { text, field: text === null ? { id } : { id, "aria-invalid": true, "aria-describedby": `${id}-fault` } };
}
