import { useNow } from "../../shared/clock/useNow.ts";
import { formatWaited } from "../../shared/clock/waited.ts";
import type { SoundControl } from "./useSound.ts";

export function SoundButton({ sound }: { sound: SoundControl }) {
  const { state } = sound;
  if (state.kind === "off") {
    return (
      <button type="button" className="sound sound-off" onClick={sound.enable}>
        Sound is off, press to enable
      </button>
    );
  }
  if (state.kind === "on") {
    return (
      <button type="button" className="sound" onClick={sound.mute}>
        <span className="sound-lamp" aria-hidden="true" />
        Sound on <span className="quiet">· mute for 2 min</span>
      </button>
    );
  }
  return (
    <button type="button" className="sound sound-off" onClick={sound.unmute}>
      Muted <MuteLeft until={state.until} />, press to unmute
    </button>
  );
}

function MuteLeft({ until }: { until: number }) {
  // By this computer's clock on both sides, so the offset to the service's does not matter.
  const left = useNow(() => formatWaited(until - Date.now() + 999));
  return <span>{left}</span>;
}
