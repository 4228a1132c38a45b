import { useState } from "react";
import { call } from "../../../shared/api/call.ts";
import { Ask } from "../Ask.tsx";
import { type Entity, textOf } from "../store/job.ts";
import { refusalText } from "../store/sendChange.ts";
import { jobQueue } from "../store/useJobs.ts";

/** The device leaves the home and goes back to stock. Its history stays in the record of the home. */
export function TakeOut({ homeId, device, back }: { homeId: string; device: Entity; back: string }) {
  const [asks, setAsks] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const takeOut = async () => {
    setAsks(false);
    const seen = { "if-match": `"${device.version ?? 1}"` };
    const answer = await call("DELETE", `/api/v1/homes/${homeId}/devices/${device.id}`, undefined, undefined, seen);
    await jobQueue.open(homeId);
    if (answer.ok) location.hash = back;
    else setFault(`${refusalText(answer)} The device is still in this home.`);
  };
  return (
    <>
      {asks ? (
        <Ask
          says={[
            `${textOf(device, "name")} cannot call from now on: its login ends, and no rule hears it.`,
            "Its readings and alarms stay in the record. Its serial number is free for another home.",
          ]}
          yes="Take it out"
          no="Leave it here"
          onYes={() => void takeOut()}
          onNo={() => setAsks(false)}
        />
      ) : (
        <button type="button" onClick={() => setAsks(true)}>
          Return it to stock
        </button>
      )}
      <p className="fault" role="alert">
        {fault}
      </p>
    </>
  );
}
