import { useEffect, useRef } from "react";
import { loudest, type Ring, repeatSeconds } from "./ringing.ts";
import type { Sound } from "./tones.ts";

const lostRepeatMs = 12_000;

/**
 * Plays the rings. Of several new rings it plays the most urgent one, once. While a ring repeats, it plays the most urgent repeating
 * ring at that priority's interval. A lost connection sounds every 12 seconds.
 *
 * Example: an urgent alarm sounds at once and then every 10 s. A critical one arrives: it sounds at once and then every 3 s. It is claimed:
 * the urgent one continues every 10 s.
 */
export function useRinging(rings: readonly Ring[], lost: boolean, play: (sound: Sound) => void): void {
  const played = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const fresh = rings.filter((ring) => !played.current.has(ring.key));
    played.current = new Set(rings.map((ring) => ring.key));
    const sound = loudest(fresh);
    if (sound !== null) play(sound);
  }, [rings, play]);

  const repeating = loudest(rings.filter((ring) => ring.repeats));
  useEffect(() => {
    const seconds = repeating === null ? null : repeatSeconds[repeating];
    if (repeating === null || seconds === null) return;
    const timer = setInterval(() => play(repeating), seconds * 1000);
    return () => clearInterval(timer);
  }, [repeating, play]);

  useEffect(() => {
    if (!lost) return;
    play("lost");
    const timer = setInterval(() => play("lost"), lostRepeatMs);
    return () => clearInterval(timer);
  }, [lost, play]);
}
