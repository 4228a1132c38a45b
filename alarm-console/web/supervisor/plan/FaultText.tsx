import { useContext } from "react";
import { Faults, faultAt, fieldId } from "./faults.ts";

/** Beside its field, which names it by `aria-describedby`. */
export function FaultText({ path }: { path: string }) {
  const text = faultAt(useContext(Faults), path);
  return text === null ? null : (
    <p className="fault" id={`${fieldId(path)}-fault`}>
      {text}
    </p>
  );
}
