import { useCallback, useEffect, useState } from "react";
import { playSound, type Sound } from "./tones.ts";

/** Muting ends automatically, so that a desk is not silent for the rest of the night. */
const muteMs = 2 * 60_000;

export type SoundState = { kind: "off" } | { kind: "on" } | { kind: "muted"; until: number };

export interface SoundControl {
  state: SoundState;
  enable(): void;
  mute(): void;
  unmute(): void;
  play(sound: Sound): void;
}

/** A browser allows sound only after the operator has clicked or typed on the page, and may stop it later. The state shows what is true now. */
export function useSound(): SoundControl {
  const [audio] = useState(() => new AudioContext());
  const [running, setRunning] = useState(audio.state === "running");
  const [mutedUntil, setMutedUntil] = useState<number | null>(null);

  useEffect(() => {
    const follow = () => setRunning(audio.state === "running");
    audio.addEventListener("statechange", follow);
    follow();
    // Signing in was a click, so this usually succeeds without another one.
    void audio.resume().catch(() => follow());
    return () => audio.removeEventListener("statechange", follow);
  }, [audio]);

  useEffect(() => {
    if (mutedUntil === null) return;
    const timer = setTimeout(() => setMutedUntil(null), mutedUntil - Date.now());
    return () => clearTimeout(timer);
  }, [mutedUntil]);

  const play = useCallback(
    (sound: Sound) => {
      if (audio.state === "running" && mutedUntil === null) playSound(audio, sound);
    },
    [audio, mutedUntil],
  );
  const enable = useCallback(() => {
    void audio.resume().then(() => playSound(audio, "info"));
  }, [audio]);
  const state: SoundState = !running ? { kind: "off" } : mutedUntil === null ? { kind: "on" } : { kind: "muted", until: mutedUntil };
  return { state, enable, mute: () => setMutedUntil(Date.now() + muteMs), unmute: () => setMutedUntil(null), play };
}
