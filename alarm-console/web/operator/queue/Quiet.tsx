import type { SoundState } from "../sound/useSound.ts";

/** Nothing chosen: says plainly whether the quiet can be trusted. */
export function Quiet({ trusted, open, sound }: { trusted: boolean; open: number; sound: SoundState }) {
  return (
    <div className="quiet-page">
      <h2>{!trusted ? "Not up to date" : open === 0 ? "All quiet" : "Nothing chosen"}</h2>
      <ul className="assurance">
        <li data-well={trusted}>
          {trusted ? "Connected, and the service is recording" : "Do not trust the quiet yet: the line above says why"}
        </li>
        <li data-well={sound.kind === "on"}>
          {sound.kind === "on" ? "A new alarm will sound here" : "A new alarm will NOT sound here: enable the sound above"}
        </li>
      </ul>
      <p className="quiet">{open === 0 ? "A new alarm opens here by itself." : "Choose one on the left to follow it."}</p>
    </div>
  );
}
