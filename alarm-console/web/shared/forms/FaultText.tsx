import { useContext } from "react";
import { Faults, faultAt, fieldId } from "./faults.ts";

/** The error text of a field. The field refers to it by `aria-describedby`. */
export function FaultText({ path }: { path: string }) {
  const text = faultAt(useContext(Faults), path);
  return text === null ? null : (
    <p className="fault" id={`${fieldId(path)}-fault`}>
      {text}
    </p>
  );
}
