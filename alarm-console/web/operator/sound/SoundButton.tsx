import { formatWaited } from "../../shared/clock/durations.ts";
import { useNow } from "../../shared/clock/useNow.ts";
import type { Ring } from "./ringing.ts";
import type { SoundControl } from "./useSound.ts";

/** Shows whether calls sound, turns the sound on, and mutes what rings now. */
export function SoundButton({ sound, rings }: { sound: SoundControl; rings: readonly Ring[] }) {
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
      <button type="button" className="sound" aria-keyshortcuts="m" onClick={() => sound.mute(rings)}>
        <span className="sound-lamp" aria-hidden="true" />
        Sound on{" "}
        <span className="secondary">
          · mute<span className="sound-what"> what rings</span>
        </span>
      </button>
    );
  }
  return (
    <button type="button" className="sound sound-off" onClick={sound.unmute}>
      Muted for <MuteLeft until={state.until} />, new calls sound: unmute
    </button>
  );
}

function MuteLeft({ until }: { until: number }) {
  // Both times are by this computer's clock, so the offset to the service's clock does not matter.
  const left = useNow(() => formatWaited(until - Date.now() + 999));
  return <span>{left}</span>;
}
