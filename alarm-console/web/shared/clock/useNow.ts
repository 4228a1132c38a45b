import { useSyncExternalStore } from "react";
import { serverNow } from "./serverClock.ts";

// One interval for the whole page, so that a thousand rows cost one timer.
const listeners = new Set<() => void>();
let interval: ReturnType<typeof setInterval> | undefined;
let second = 0;

const tick = () => {
  second = Math.floor(serverNow() / 1000);
  for (const listener of listeners) listener();
};

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    second = Math.floor(serverNow() / 1000);
    interval = setInterval(tick, 1000);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(interval);
  };
}

const nowMs = () => (listeners.size === 0 ? Math.floor(serverNow() / 1000) : second) * 1000;

/**
 * Calls `derive` every second with the current time (epoch ms) and renders again only when its result changes.
 * Example: `useNow((now) => formatAgo(now - raisedAt))` renders once a minute after the first minute.
 */
export function useNow<T extends string | number | boolean>(derive: (now: number) => T): T {
  return useSyncExternalStore(subscribe, () => derive(nowMs()));
}
