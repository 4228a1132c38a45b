import { useState } from "react";
import "./soundCheck.css";
import type { SoundControl } from "./useSound.ts";

/** Asked once after signing in. Until it is confirmed, the service does not count this desk as one that can hear. */
export function SoundCheck({ sound }: { sound: SoundControl }) {
  const [played, setPlayed] = useState(false);
  const play = () => {
    sound.enable();
    setPlayed(true);
  };
  return (
    <div role="status" aria-label="Sound check">
      {!sound.checked && (
        <div className="sound-check">
          <span>
            {played
              ? "Did you hear the test sound? If not, check the volume and the speakers, then play it again."
              : "Check your sound before you start: until then colleagues see that this desk cannot hear."}
          </span>
          {played && (
            <button type="button" className="primary" onClick={sound.confirm}>
              Yes, I heard it
            </button>
          )}
          <button type="button" onClick={play}>
            {played ? "Play it again" : "Play the test sound"}
          </button>
        </div>
      )}
    </div>
  );
}
