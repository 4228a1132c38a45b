import { formatWaited } from "../../shared/clock/durations.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import type { SoundControl } from "./useSound.ts";

/** Shows whether alarms sound, and turns the sound on, off for 2 minutes, or on again. */
export function SoundButton({ sound }: { sound: SoundControl }) {
  const { state } = sound;
  if (state.kind === "off") {
    return (
      <button type="button" className="sound sound-off" onClick={sound.enable}>
        Sound is off: turn it on
      </button>
    );
  }
  if (state.kind === "on") {
    return (
      <button type="button" className="sound" onClick={sound.mute}>
        <span className="sound-lamp" aria-hidden="true" />
        Sound on <span className="secondary">· mute for 2 minutes</span>
      </button>
    );
  }
  return (
    <button type="button" className="sound sound-off" onClick={sound.unmute}>
      Muted for <MuteLeft until={state.until} />: unmute
    </button>
  );
}

function MuteLeft({ until }: { until: number }) {
  // Both times are by this computer's clock, so the offset to the service's clock does not matter.
  const left = useNow(() => formatWaited(until - Date.now() + 999));
  return <span>{left}</span>;
}
