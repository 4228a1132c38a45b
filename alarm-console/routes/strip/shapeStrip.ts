import type { HomeStrip, markKinds, StripDevice, spanStates } from "#domain/answering/homeStrip.ts";
import { offlineAfterIntervals } from "#domain/deviceStatus.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { DeviceKind, ReadingKind } from "#domain/reading.ts";
import { silenceReaches } from "#domain/time/listening.ts";
import { rfc3339 } from "../../rfc3339.ts";

type SpanState = (typeof spanStates)[number];
type MarkKind = (typeof markKinds)[number];

const spanOf: Partial<Record<ReadingKind, SpanState>> = {
  bed: "occupied",
  chair: "occupied",
  door: "open",
  motion: "movement",
  boundary: "outside",
  smoke: "danger",
  co: "danger",
  gas: "danger",
  flood: "danger",
};

/** What one device reported of one kind within two minutes. Epoch ms. */
export interface StripBin {
  deviceId: string;
  kind: ReadingKind;
  /** The first reading that says "on": occupied, open, detected, pressed, fallen. */
  onAt: number | null;
  /** The last reading that says "off". */
  offAt: number | null;
  /** The last reading says "on". */
  endsOn: boolean;
  /** How many say "on". */
  count: number;
}

/** No reading came from a device between two instants, epoch ms; `to` may be the end of the strip. */
export interface QuietTime {
  deviceId: string;
  from: number;
  to: number;
}

export interface StripFacts {
  from: number;
  to: number;
  home: HomeFacts;
  bins: readonly StripBin[];
  /** Devices that were "on" when the strip begins. */
  onBefore: readonly { deviceId: string; kind: ReadingKind }[];
  quiet: readonly QuietTime[];
}

/** Movement that no reading ends lasts for so long. */
const movementMs = 2 * 60_000;
/** Movements that are closer to each other than this are one. While a device has too many spans or marks, twice as much, and of all kinds. */
const closeMs = 2 * 60_000;
const mostOfADevice = 60;

/** Shapes what the database summed up of the last hours of a home. Pure. */
export function shapeStrip({ from, to, home, bins, onBefore, quiet }: StripFacts): HomeStrip {
  const within = <T extends { from: number; to: number }>(one: T) => ({
    ...one,
    from: rfc3339(Math.max(from, one.from)),
    to: rfc3339(Math.min(to, one.to)),
  });
  const devices = [...home.devices.values()].map((device): StripDevice => {
    const own = bins.filter(({ deviceId }) => deviceId === device.id);
    const begun = onBefore.filter(({ deviceId }) => deviceId === device.id);
    const limitMs =
      home.mode === "test" || device.expectedIntervalSeconds === null
        ? null
        : device.expectedIntervalSeconds * 1000 * offlineAfterIntervals;
    const silences = quiet.filter(
      (one) => one.deviceId === device.id && limitMs !== null && silenceReaches(one.from, limitMs, home.listeningGaps) < one.to,
    );
    return {
      deviceId: device.id,
      name: device.name,
      room: device.room,
      kind: device.kind as DeviceKind,
      spans: thinned(spansOf(own, begun, { from, to })).map(within),
      marks: thinnedMarks(own.flatMap(markOf)).map(({ at, ...mark }) => ({ at: rfc3339(at), ...mark })),
      silences: silences.map((one) => within({ from: one.from, to: one.to })),
    };
  });
  const notListening = home.listeningGaps.filter((gap) => gap.to > from && gap.from < to).map(({ from, to }) => within({ from, to }));
  return { from: rfc3339(from), to: rfc3339(to), timezone: home.timezone, notListening, devices };
}

interface Span {
  from: number;
  to: number;
  state: SpanState;
}

function spansOf(bins: readonly StripBin[], begun: readonly { kind: ReadingKind }[], { from, to }: { from: number; to: number }): Span[] {
  const spans: Span[] = [];
  for (const [kind, ofKind] of Map.groupBy(
    [...begun.map(({ kind }) => ({ kind, bin: null })), ...bins.map((bin) => ({ kind: bin.kind, bin }))],
    (one) => one.kind,
  )) {
    const state = spanOf[kind];
    if (state === undefined) continue;
    const longest = state === "movement" ? movementMs : Number.POSITIVE_INFINITY;
    let since: number | null = null;
    let lastOn = from;
    const end = (at: number) => {
      if (since !== null) spans.push({ from: since, to: Math.min(at, lastOn + longest, to), state });
      since = null;
    };
    for (const { bin } of ofKind) {
      if (bin === null) since = from;
      else {
        if (since !== null && (bin.onAt ?? bin.offAt ?? to) > lastOn + longest) end(lastOn + longest);
        // Closed and opened again: the former span ends at its "off".
        if (bin.onAt !== null && bin.offAt !== null && bin.offAt < bin.onAt) end(bin.offAt);
        if (bin.onAt !== null) {
          since ??= bin.onAt;
          lastOn = bin.endsOn ? Math.max(bin.onAt, bin.offAt ?? bin.onAt) : bin.onAt;
        }
        if (!bin.endsOn && bin.offAt !== null) end(bin.offAt);
      }
    }
    end(to);
  }
  return spans.filter((span) => span.to > from && span.to > span.from).sort((a, b) => a.from - b.from);
}

function thinned(spans: readonly Span[]): Span[] {
  // A door that is closed for a minute was closed: only movement, or what is too much to draw, is joined.
  let joined = joinedWithin(spans, closeMs, ({ state }) => state === "movement");
  for (let near = closeMs; joined.length > mostOfADevice; near *= 2) joined = joinedWithin(joined, near, () => true);
  return joined;
}

function joinedWithin(spans: readonly Span[], near: number, mayJoin: (span: Span) => boolean): Span[] {
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last?.state === span.state && mayJoin(span) && span.from - last.to < near)
      joined[joined.length - 1] = { ...last, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  return joined;
}

interface Mark {
  at: number;
  kind: MarkKind;
  count: number;
}

function thinnedMarks(marks: readonly Mark[]): Mark[] {
  let fewer: readonly Mark[] = marks;
  for (let near = closeMs; fewer.length > mostOfADevice; near *= 2)
    fewer = [...Map.groupBy(fewer, ({ at, kind }) => `${Math.floor(at / near)}/${kind}`).values()].map((close) => ({
      ...(close[0] as Mark),
      count: close.reduce((sum, { count }) => sum + count, 0),
    }));
  return [...fewer];
}

function markOf({ kind, onAt, offAt, count }: StripBin): Mark[] {
  const marks = (at: number | null, of: MarkKind, times: number): Mark[] => (at === null ? [] : [{ at, kind: of, count: times }]);
  if (kind === "button") return marks(onAt, "press", count);
  if (kind === "unreadable") return marks(onAt, "unreadable", count);
  return kind === "fall" ? [...marks(onAt, "fall", count), ...marks(offAt, "fallCancelled", 1)] : [];
}
