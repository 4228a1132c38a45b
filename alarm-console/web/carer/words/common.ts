import { phrases, plural } from "./language.ts";

const agoEn = { min: plural("en", { other: "# min ago" }), h: plural("en", { other: "# h ago" }) };
const agoCy = { min: plural("cy", { other: "# mun yn ôl" }), h: plural("cy", { other: "# awr yn ôl" }) };
const daysEn = plural("en", { one: "# day ago", other: "# days ago" });
const daysCy = plural("cy", { one: "# diwrnod yn ôl", two: "# ddiwrnod yn ôl", other: "# diwrnod yn ôl" });

/** Words that several pages use. */
export const commonPhrases = phrases({
  yourHomes: { en: "Your homes", cy: "Eich cartrefi" },
  callLinkLine: { en: "Call Link Line", cy: "Ffonio Link Line" },
  signIn: { en: "Sign in", cy: "Mewngofnodi" },
  signOut: { en: "Sign out", cy: "Allgofnodi" },
  accept: { en: "Accept", cy: "Derbyn" },
  password: { en: "Password", cy: "Cyfrinair" },
  asOf: { en: (time: string) => `As of ${time}`, cy: (time: string) => `Fel yr oedd am ${time}` },
  asOfOld: {
    en: (day: string, time: string) => `As of ${time} on ${day}`,
    cy: (day: string, time: string) => `Fel yr oedd am ${time}, ${day}`,
  },
  notLoaded: {
    en: "This page could not be loaded. Alarms still reach you as before.",
    cy: "Ni ellid llwytho’r dudalen hon. Bydd larymau’n dal i’ch cyrraedd fel o’r blaen.",
  },
  tryAgain: { en: "Try again", cy: "Ceisio eto" },
  noAnswer: { en: "Link Line does not answer.", cy: "Nid yw Link Line yn ateb." },
  cannotConnect: { en: "Cannot connect to Link Line.", cy: "Ni ellir cysylltu â Link Line." },
  asking: { en: "Asking how it is now…", cy: "Yn gofyn sut mae hi nawr…" },
  noConnectionSince: {
    en: (day: string, time: string) => `No connection. This is how it was at ${time} on ${day}.`,
    cy: (day: string, time: string) => `Dim cysylltiad. Fel hyn yr oedd am ${time}, ${day}.`,
  },
  secondsAgo: { en: (seconds: number) => `${seconds} s ago`, cy: (seconds: number) => `${seconds} eiliad yn ôl` },
  minutesAgo: { en: agoEn.min, cy: agoCy.min },
  hoursAgo: { en: agoEn.h, cy: agoCy.h },
  daysAgo: { en: daysEn, cy: daysCy },
  justNow: { en: "just now", cy: "newydd nawr" },
  language: { en: "Cymraeg", cy: "English" },
  draft: {
    en: "",
    cy: "Drafft yw’r Gymraeg hon. Nid yw siaradwr Cymraeg wedi ei hadolygu eto. Mae brawddegau’r larymau yn Saesneg.",
  },
});

/** "3 min ago". The time since then in ms. */
export function agoWords(words: (typeof commonPhrases)["en"], ms: number): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 5) return words.justNow;
  if (seconds < 60) return words.secondsAgo(seconds);
  if (seconds < 3_600) return words.minutesAgo(Math.floor(seconds / 60));
  return seconds < 172_800 ? words.hoursAgo(Math.floor(seconds / 3_600)) : words.daysAgo(Math.floor(seconds / 86_400));
}
