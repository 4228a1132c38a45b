import { useState } from "react";
import { changeMode } from "../walkTest/useWalkTest.ts";

/** Begins commissioning in a live home: from then on a press rings no operator. */
export function BeginTest({ homeId, words, onDone }: { homeId: string; words: string; onDone(): Promise<void> }) {
  const [fault, setFault] = useState<string | null>(null);
  const begin = async () => {
    setFault(await changeMode(homeId, "commissioning"));
    await onDone();
  };
  return (
    <>
      <button type="button" onClick={() => void begin()}>
        {words}
      </button>
      <p className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}
