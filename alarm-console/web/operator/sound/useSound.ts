import { useCallback, useEffect, useState } from "react";
import type { Ring } from "./ringing.ts";
import { playSound, type Sound } from "./tones.ts";

/** Muting ends automatically, so that a call that still waits is heard again. */
const muteMs = 2 * 60_000;

/** `muted`: what rang when the operator muted is silent until then. A new call sounds. */
export type SoundState = { kind: "off" } | { kind: "on" } | { kind: "muted"; until: number };

export interface SoundControl {
  state: SoundState;
  /** The operator said that she heard the test sound, and the browser plays sounds. */
  canHear: boolean;
  /** The operator has said so in this tab since she signed in. */
  checked: boolean;
  /** Of these rings, those that are not muted. */
  audible(rings: readonly Ring[]): readonly Ring[];
  enable(): void;
  confirm(): void;
  mute(rings: readonly Ring[]): void;
  unmute(): void;
  play(sound: Sound): void;
}

const storageKey = (userId: string) => `linkline.soundCheck.${userId}`;
export const forgetSoundCheck = (userId: string): void => sessionStorage.removeItem(storageKey(userId));

/**
 * A browser allows sound only after the operator has clicked or typed on the page, and may stop it later. The state shows what is true now.
 * After a reload any click or key starts the sound again.
 */
export function useSound(userId: string): SoundControl {
  const [audio] = useState(() => new AudioContext());
  const running = useRunning(audio);
  const [checked, setChecked] = useState(() => sessionStorage.getItem(storageKey(userId)) !== null);
  const [muted, setMuted] = useState<{ keys: ReadonlySet<string>; until: number } | null>(null);

  useEffect(() => {
    if (muted === null) return;
    const timer = setTimeout(() => setMuted(null), muted.until - Date.now());
    return () => clearTimeout(timer);
  }, [muted]);

  const play = useCallback(
    (sound: Sound) => {
      if (audio.state === "running") playSound(audio, sound);
    },
    [audio],
  );
  const audible = useCallback(
    (rings: readonly Ring[]) => (muted === null ? rings : rings.filter(({ key }) => !muted.keys.has(key))),
    [muted],
  );
  const state: SoundState = !running ? { kind: "off" } : muted === null ? { kind: "on" } : { kind: "muted", until: muted.until };
  return {
    state,
    canHear: running && checked,
    checked,
    audible,
    play,
    enable: () => void audio.resume().then(() => playSound(audio, "info")),
    confirm() {
      sessionStorage.setItem(storageKey(userId), "heard");
      setChecked(true);
    },
    mute: (rings) => setMuted({ keys: new Set(rings.map(({ key }) => key)), until: Date.now() + muteMs }),
    unmute: () => setMuted(null),
  };
}

/** Whether the browser plays sounds. Each click and each key starts them where they are stopped. */
function useRunning(audio: AudioContext): boolean {
  const [running, setRunning] = useState(audio.state === "running");
  useEffect(() => {
    const follow = () => setRunning(audio.state === "running");
    const resume = () => {
      if (audio.state !== "running") void audio.resume().catch(follow);
    };
    audio.addEventListener("statechange", follow);
    for (const gesture of ["pointerdown", "keydown"]) addEventListener(gesture, resume, true);
    follow();
    // Signing in was a click, so this usually succeeds without another one.
    resume();
    return () => {
      audio.removeEventListener("statechange", follow);
      for (const gesture of ["pointerdown", "keydown"]) removeEventListener(gesture, resume, true);
    };
  }, [audio]);
  return running;
}
