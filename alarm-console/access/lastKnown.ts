import { setTimeout as after } from "node:timers/promises";

/** Found, and good until this time (epoch ms). */
export interface Found<T> {
  value: T;
  until: number;
}

export interface LastKnown<T> {
  /**
   * What `find` finds under this key, or null. Where `find` fails or takes too long, what it found last: so whoever was
   * let in goes on while the database is away. Throws what `find` throws where nothing was found before.
   */
  ask(key: string, find: () => Promise<Found<T> | null>): Promise<T | null>;
  forget(which: (value: T, key: string) => boolean): void;
}

/** `trustMs`: for how long an answer is given again without asking. Only what was found is kept, never what was not. */
export function createLastKnown<T>({ trustMs, patienceMs = 1_500 }: { trustMs: number; patienceMs?: number }): LastKnown<T> {
  const known = new Map<string, Found<T> & { at: number }>();

  function keep(key: string, found: Found<T> | null): T | null {
    if (found === null) {
      known.delete(key);
      return null;
    }
    if (!known.has(key)) for (const [old, { until }] of known) if (until < Date.now()) known.delete(old);
    known.set(key, { ...found, at: Date.now() });
    return found.value;
  }

  return {
    ask(key, find) {
      const last = known.get(key);
      const asked = () => find().then((found) => keep(key, found));
      if (last === undefined || last.until < Date.now()) return asked();
      if (Date.now() - last.at < trustMs) return Promise.resolve(last.value);
      return Promise.race([asked().catch(() => last.value), after(patienceMs, last.value, { ref: false })]);
    },
    forget(which) {
      for (const [key, { value }] of known) if (which(value, key)) known.delete(key);
    },
  };
}
