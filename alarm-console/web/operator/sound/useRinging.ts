import { useEffect, useRef } from "react";
import { type Bell, loudest, repeatSeconds } from "./bells.ts";
import type { Sound } from "./tones.ts";

const lostRepeatMs = 12_000;

/** Sounds each new bell at once, and again and again while somebody is still needed; a lost connection as well. */
export function useRinging(ringing: readonly Bell[], lost: boolean, play: (sound: Sound) => void): void {
  const heard = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const fresh = ringing.filter((bell) => !heard.current.has(bell.key));
    heard.current = new Set(ringing.map((bell) => bell.key));
    const sound = loudest(fresh);
    if (sound !== null) play(sound);
  }, [ringing, play]);

  const insisting = loudest(ringing.filter((bell) => bell.repeats));
  useEffect(() => {
    const seconds = insisting === null ? null : repeatSeconds[insisting];
    if (insisting === null || seconds === null) return;
    const timer = setInterval(() => play(insisting), seconds * 1000);
    return () => clearInterval(timer);
  }, [insisting, play]);

  useEffect(() => {
    if (!lost) return;
    play("lost");
    const timer = setInterval(() => play("lost"), lostRepeatMs);
    return () => clearInterval(timer);
  }, [lost, play]);
}
