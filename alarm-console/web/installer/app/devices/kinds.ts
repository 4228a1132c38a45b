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

/** "−61": with the minus of print, which a screen reader says. */
export const withMinus = (value: number): string => String(value).replace("-", "−");
