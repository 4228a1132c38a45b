import type { DeviceKind, ReportedValue } from "#domain/reading.ts";

/** What a field says; undefined where it says nothing of this kind now; null where it cannot be read. */
export type Said = ReportedValue | undefined | null;

/** What one field of a model means. */
export interface Meaning {
  kind: DeviceKind;
  read(written: unknown): Said;
}

/** Kinds that are either so or not so. */
export type StateKind = Exclude<DeviceKind, "fall" | "temperature" | "heartbeat">;

export function stateValue(kind: StateKind, is: boolean): ReportedValue {
  switch (kind) {
    case "button":
      return { kind, pressed: is };
    case "door":
      return { kind, open: is };
    case "bed":
    case "chair":
      return { kind, occupied: is };
    case "boundary":
      return { kind, inside: is };
    default:
      return { kind, detected: is };
  }
}

const plain = (written: unknown): unknown => (typeof written === "string" ? written.trim().toLowerCase() : written);

const word = (written: unknown): string => (typeof written === "string" ? written.trim().toLowerCase() : "");

const yes = new Set<unknown>([true, 1]);
const no = new Set<unknown>([false, 0]);
for (const word of "1 true on yes open opened opening alarm alert detected detection triggered trigger active occupied motion leak leaking".split(
  " ",
))
  yes.add(word);
for (const word of "wet water smoke fire gas co danger emergency sos pressed inside".split(" ")) yes.add(word);
for (const word of "0 false off no none ok clear cleared normal idle closed close vacant unoccupied dry inactive released outside".split(
  " ",
))
  no.add(word);
no.add("no leak").add("no_leak").add("not detected").add("no motion");

/** Whether a value says yes, in the words of many makers; null where it is neither yes nor no. */
export function readState(written: unknown): boolean | null {
  const value = plain(written);
  if (yes.has(value)) return true;
  return no.has(value) ? false : null;
}

/**
 * A field that says yes or no. `inverted`: its `true` means no (the contact of a door is closed while the door is closed); words keep
 * their meaning, so `contact: "open"` is an open door.
 */
export function state(kind: StateKind, inverted = false): Meaning {
  return {
    kind,
    read(written) {
      const is = readState(written);
      if (is === null) return written === null ? undefined : null;
      return stateValue(kind, inverted && (typeof written !== "string" || /^\s*(true|false|on|off|0|1)\s*$/i.test(written)) ? !is : is);
    },
  };
}

const notPressed = new Set<unknown>([...no, "", null, "release", "btn_up", "unknown", "heartbeat"]);

/** A field of a button whose every value but a denial is a press: `short press`, `double`, `hold`, 1. */
export const press: Meaning = {
  kind: "button",
  read: (written) =>
    notPressed.has(plain(written))
      ? undefined
      : typeof written === "object" || typeof written === "symbol"
        ? null
        : { kind: "button", pressed: true },
};

const suspected = /^(?:maybe|fall[_ -]?warning|suspected|low[_ -]?posture|possible)/;
const fallen = /^(?:fall|fell|fallen|falling)/;

/** A field of a fall detector. What is no fall says nothing: only the wearer cancels a suspected fall. */
export const fall: Meaning = {
  kind: "fall",
  read(written) {
    const value = plain(written);
    if (value === null) return undefined;
    if (typeof value === "string" && suspected.test(value)) return { kind: "fall", state: "suspected" };
    if (typeof value === "string" && fallen.test(value)) return { kind: "fall", state: "fallen" };
    const is = readState(written);
    if (is === true) return { kind: "fall", state: "fallen" };
    return is === false || value === "unknown" ? undefined : null;
  },
};

/** A field about several things, of which one of these words is a fall. */
export const fallAmong = (...fallen: readonly string[]): Meaning => ({
  kind: "fall",
  read: (written) => (fallen.includes(word(written)) ? { kind: "fall", state: "fallen" } : undefined),
});

export const celsius: Meaning = {
  kind: "temperature",
  read: (written) => (typeof written === "number" ? { kind: "temperature", celsius: written } : null),
};

/** A field with these words only: other words say nothing of this kind, because the field is about several things. */
export function words(kind: StateKind, says: Readonly<Record<string, boolean>>): Meaning {
  const known = new Map(Object.entries(says));
  return {
    kind,
    read(written) {
      const is = known.get(word(written));
      return is === undefined ? undefined : stateValue(kind, is);
    },
  };
}
