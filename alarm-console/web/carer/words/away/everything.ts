import { phrases } from "../language.ts";

/** The plan and the devices of a home. */
export const everythingPhrases = phrases({
  plan: { en: "The plan", cy: "Y cynllun" },
  planNamed: {
    en: (name: string) => `“${name}”. Staff of Link Line change it.`,
    cy: (name: string) => `“${name}”. Staff Link Line sy’n ei newid.`,
  },
  always: { en: "It watches always.", cy: "Mae’n gwylio bob amser." },
  window: {
    en: (name: string, from: string, to: string, days: string) => `“${name}” is ${from} to ${to}, ${days}.`,
    cy: (name: string, from: string, to: string, days: string) => `“${name}” yw ${from} i ${to}, ${days}.`,
  },
  everyDay: { en: "every day", cy: "bob dydd" },
  suspended: {
    en: "Does not ring while someone stays or the person is away:",
    cy: "Nid yw’n canu tra bo rhywun yn aros neu’r person i ffwrdd:",
  },
  devices: { en: "The devices", cy: "Y dyfeisiau" },
  noDevices: { en: "No devices are fitted.", cy: "Does dim dyfeisiau wedi’u gosod." },
  heard: { en: (ago: string) => `last heard ${ago}`, cy: (ago: string) => `clywyd ddiwethaf ${ago}` },
  battery: { en: (percent: number) => `battery ${percent} %`, cy: (percent: number) => `batri ${percent} %` },
  yes: { en: "yes", cy: "ydy" },
  no: { en: "no", cy: "nac ydy" },
  none: { en: "none", cy: "dim" },
});

export const deviceStatusPhrases = phrases({
  heard: { en: "works", cy: "yn gweithio" },
  late: { en: "late: it should have reported", cy: "yn hwyr: dylai fod wedi adrodd" },
  offline: { en: "silent", cy: "yn dawel" },
  never: { en: "has not reported yet", cy: "heb adrodd eto" },
  notExpected: { en: "not monitored", cy: "heb ei monitro" },
});
