import type { SoundState } from "../sound/useSound.ts";

interface EmptyDeskProps {
  /** The screen is connected, up to date, and the service is recording. */
  complete: boolean;
  openAlarms: number;
  sound: SoundState;
}

/** Shown while no alarm is selected. An empty screen must say whether it can be trusted: alarms may be missing, or silent. */
export function EmptyDesk({ complete, openAlarms, sound }: EmptyDeskProps) {
  const heading = openAlarms === 0 ? "No open alarms" : "No alarm selected";
  return (
    <div className="empty-desk">
      <h2>{complete ? heading : "This screen is not up to date"}</h2>
      <ul className="assurance">
        <li data-ok={complete}>
          {complete
            ? "Connected: new alarms show on this screen"
            : "Alarms may be missing from this screen: check the connection at the top of the page"}
        </li>
        <li data-ok={sound.kind === "on"}>
          {sound.kind === "on" ? "New alarms will sound" : "New alarms will not sound: turn the sound on at the top of the page"}
        </li>
      </ul>
      <p className="secondary">
        {openAlarms === 0 ? "A new alarm opens here automatically." : "Select an alarm in the queue to see it here."}
      </p>
    </div>
  );
}
