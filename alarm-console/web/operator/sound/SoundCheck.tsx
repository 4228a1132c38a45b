import { type ReactNode, useState } from "react";
import type { SoundControl } from "./useSound.ts";

/** Asked once after signing in. Until it is confirmed, the service does not count this desk as one that can hear. `more`: the end of its line. */
export function SoundCheck({ sound, more }: { sound: SoundControl; more: ReactNode }) {
  const [played, setPlayed] = useState(false);
  const play = () => {
    sound.enable();
    setPlayed(true);
  };
  return (
    <div className="notice-line" data-urgent="true">
      <strong>
        {played
          ? "Did you hear the test sound? If not, check the volume and the speakers, then play it again."
          : "Check your sound before you start: until then colleagues see that this desk cannot hear."}
      </strong>
      {played && (
        <button type="button" className="primary" onClick={sound.confirm}>
          Yes, I heard it
        </button>
      )}
      <button type="button" onClick={play}>
        {played ? "Play it again" : "Play the test sound"}
      </button>
      {more}
    </div>
  );
}
