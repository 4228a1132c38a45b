import type { SoundState } from "../../sound/useSound.ts";
import "./emptyDesk.css";

interface EmptyDeskProps {
  /** The screen is connected, up to date, and the service is recording. */
  complete: boolean;
  isQueueEmpty: boolean;
  sound: SoundState;
}

/** Shown while no case is selected. An empty screen must say whether it can be trusted: alarms may be missing, or silent. */
export function EmptyDesk({ complete, isQueueEmpty, sound }: EmptyDeskProps) {
  const heading = isQueueEmpty ? "No open cases" : "No case selected";
  return (
    <div className="empty-desk">
      <h2>{complete ? heading : "This screen is not up to date"}</h2>
      <ul className="assurance">
        <li data-ok={complete}>
          {complete
            ? "Connected: new alarms show on this screen"
            : "Alarms may be missing from this screen: check the connection at the top of the page"}
        </li>
        <li data-ok={sound.kind !== "off"}>
          {sound.kind !== "off" ? "New alarms will sound" : "New alarms will not sound: turn the sound on at the top of the page"}
        </li>
      </ul>
      <p className="secondary">{isQueueEmpty ? "A new case opens here automatically." : "Select a case in the queue to see it here."}</p>
    </div>
  );
}
