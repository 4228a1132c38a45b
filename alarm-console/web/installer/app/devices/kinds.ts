/** What a device can be, in words for an installer. */
export const kinds = [
  ["button", "Pendant or pull cord"],
  ["fall", "Fall detector"],
  ["smoke", "Smoke alarm"],
  ["co", "Carbon monoxide alarm"],
  ["flood", "Flood detector"],
  ["gas", "Gas detector"],
  ["bed", "Bed sensor"],
  ["chair", "Chair sensor"],
  ["door", "Door contact"],
  ["motion", "Movement sensor"],
  ["boundary", "Wandering sensor"],
  ["temperature", "Room temperature"],
] as const;

export const kindWords = (kind: string): string => kinds.find(([name]) => name === kind)?.[1] ?? kind;

/** "battery 83 % · signal −61 dBm". A number and its unit stay on one line. */
export const numbersText = (battery: number | null, signal: number | null): string =>
  [
    battery === null ? "battery not reported" : `battery ${battery}\u00a0%`,
    signal === null ? "signal not reported" : `signal\u00a0${withMinus(signal)}\u00a0dBm`,
  ].join(" · ");

/** "−61": with the minus of print, which a screen reader says. */
export const withMinus = (value: number): string => String(value).replace("-", "−");
