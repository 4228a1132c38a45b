import { phrases } from "./language.ts";

/** What the sensors say now. */
export const tonightPhrases = phrases({
  asking: { en: "Asking the sensors…", cy: "Yn holi’r synwyryddion…" },
  noConnectionSince: {
    en: (time: string) => `No connection since ${time}. This is how it was then.`,
    cy: (time: string) => `Dim cysylltiad ers ${time}. Fel hyn yr oedd bryd hynny.`,
  },
  nothingHeard: { en: "nothing heard yet", cy: "dim wedi’i glywed eto" },
  lastHeard: { en: (ago: string) => `last heard ${ago}`, cy: (ago: string) => `clywyd ddiwethaf ${ago}` },
  inBedSince: { en: (time: string) => `in bed since ${time}`, cy: (time: string) => `yn y gwely ers ${time}` },
  upSince: { en: (time: string) => `up since ${time}`, cy: (time: string) => `ar ei thraed neu ar ei draed ers ${time}` },
  notKnown: { en: (said: string) => `not known now. Last: ${said}`, cy: (said: string) => `ddim yn hysbys nawr. Ddiwethaf: ${said}` },
  noSensor: {
    en: "The sensors do not say who is in bed or up",
    cy: "Nid yw’r synwyryddion yn dweud pwy sydd yn y gwely neu ar ei draed",
  },
  noMovement: { en: "No movement in the last hours", cy: "Dim symud yn yr oriau diwethaf" },
  lastMovement: { en: (time: string) => `Last movement ${time}`, cy: (time: string) => `Symudiad diwethaf ${time}` },
  notBack: {
    en: (door: string, time: string) => `${door} opened ${time}, not back yet`,
    cy: (door: string, time: string) => `${door}: agorwyd ${time}, heb ddod yn ôl eto`,
  },
  back: {
    en: (door: string, time: string, back: string) => `${door} opened ${time}, back ${back}`,
    cy: (door: string, time: string, back: string) => `${door}: agorwyd ${time}, yn ôl ${back}`,
  },
  neverReported: { en: (device: string) => `${device} has not reported yet`, cy: (device: string) => `Nid yw ${device} wedi adrodd eto` },
  silentSince: {
    en: (device: string, time: string) => `${device} has been silent since ${time}`,
    cy: (device: string, time: string) => `Mae ${device} yn dawel ers ${time}`,
  },
});
