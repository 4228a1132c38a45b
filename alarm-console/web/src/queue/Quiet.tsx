import type { Link } from "../live/connection.ts";
import type { SoundState } from "../sound/useSound.ts";

/** Nothing chosen: says plainly whether the quiet can be trusted. */
export function Quiet({ link, recording, open, sound }: { link: Link; recording: boolean; open: number; sound: SoundState }) {
  const well = link.kind === "live" && recording;
  return (
    <div className="quiet-page">
      <h2>{open === 0 ? "All quiet" : "Every alarm is held"}</h2>
      <ul className="assurance">
        <li data-well={well}>{well ? "Connected, and the service is recording" : "This screen cannot be trusted just now, see above"}</li>
        <li data-well={sound.kind === "on"}>
          {sound.kind === "on" ? "A new alarm will sound here" : "A new alarm will NOT sound here: enable the sound above"}
        </li>
      </ul>
      <p className="quiet">{open === 0 ? "A new alarm opens here by itself." : "Choose one on the left to follow it."}</p>
    </div>
  );
}
