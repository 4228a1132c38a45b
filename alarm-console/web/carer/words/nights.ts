import { nightDate, shortDate } from "./dates.ts";
import { phrases, plural } from "./language.ts";

const nightsEn = plural("en", { one: "# night", other: "# nights" });
const nightsCy = plural("cy", { one: "# noson", other: "# noson" });
const timesEn = plural("en", { one: "once", two: "twice", other: "# times" });
const timesCy = plural("cy", { one: "unwaith", two: "ddwywaith", few: "deirgwaith", other: "# gwaith" });
const neededEn = plural("en", { one: "1 was needed.", other: "# were needed." });
const neededCy = plural("cy", { one: "Roedd angen 1.", other: "Roedd angen #." });

/** Past nights. */
export const nightsPhrases = phrases({
  title: { en: "The last nights", cy: "Y nosweithiau diwethaf" },
  titleAt: { en: (home: string) => `The last nights at ${home}`, cy: (home: string) => `Y nosweithiau diwethaf yn ${home}` },
  inBed: { en: "in bed", cy: "yn y gwely" },
  doorOpened: { en: "door opened", cy: "agorwyd drws" },
  alarm: { en: "alarm", cy: "larwm" },
  night: {
    en: (date: string) => `Night of ${nightDate(date, "en")}`,
    cy: (date: string) => nightDate(date, "cy").replace(/^n/, "N"),
  },
  notHeard: {
    en: "Nothing was heard from the sensors in this night.",
    cy: "Ni chlywyd dim gan y synwyryddion yn ystod y noson hon.",
  },
  inBedTimes: {
    en: (times: string) => `In bed ${times}`,
    cy: (times: string) => `Yn y gwely ${times}`,
  },
  bedTimes: {
    en: (bed: string, times: string) => `${bed}: in bed ${times}`,
    cy: (bed: string, times: string) => `${bed}: yn y gwely ${times}`,
  },
  fromTo: { en: (from: string, to: string) => `${from} to ${to}`, cy: (from: string, to: string) => `${from} i ${to}` },
  ups: {
    en: plural("en", { one: "up once", other: "up # times" }),
    cy: plural("cy", { one: "codi unwaith", two: "codi ddwywaith", other: "codi # gwaith" }),
  },
  notInBed: { en: "Not in bed in this night", cy: "Ddim yn y gwely yn ystod y noson hon" },
  opened: { en: (door: string, time: string) => `${door} opened ${time}`, cy: (door: string, time: string) => `${door}: agorwyd ${time}` },
  table: { en: "All nights", cy: "Pob noson" },
  nightColumn: { en: "Night", cy: "Noson" },
  bedColumn: { en: "In bed", cy: "Gwely" },
  upColumn: { en: "Up", cy: "Codi" },
  doorColumn: { en: "Doors", cy: "Drysau" },
  alarmColumn: { en: "Alarms", cy: "Larymau" },
  shortNight: { en: (date: string) => shortDate(date, "en"), cy: (date: string) => shortDate(date, "cy") },
  nothing: { en: "nothing heard", cy: "dim wedi’i glywed" },
  whatWoke: { en: "What woke you", cy: "Beth wnaeth eich deffro" },
  counting: { en: "Counting the alarms of 14 nights…", cy: "Yn cyfrif larymau 14 noson…" },
  nothingWoke: {
    en: (nights: number) => `No rule woke you in ${nightsEn(nights)}.`,
    cy: (nights: number) => `Ni wnaeth unrhyw reol eich deffro mewn ${nightsCy(nights)}.`,
  },
  woke: {
    en: (rule: string, woken: number, nights: number) => `“${rule}” woke you ${timesEn(woken)} in ${nightsEn(nights)}.`,
    cy: (rule: string, woken: number, nights: number) => `Fe wnaeth “${rule}” eich deffro ${timesCy(woken)} mewn ${nightsCy(nights)}.`,
  },
  neededOf: {
    en: (needed: number) => (needed === 0 ? "None was needed." : neededEn(needed)),
    cy: (needed: number) => (needed === 0 ? "Nid oedd angen yr un." : neededCy(needed)),
  },
  waitsNow: { en: (minutes: number) => `It waits ${minutes} min.`, cy: (minutes: number) => `Mae’n aros ${minutes} mun.` },
  wouldWake: {
    en: (minutes: number, wakes: number) =>
      `A wait of ${minutes} min would have woken you ${wakes === 0 ? "not once" : timesEn(wakes)}, and missed nothing that was needed.`,
    cy: (minutes: number, wakes: number) =>
      `Byddai aros ${minutes} mun wedi eich deffro ${wakes === 0 ? "ddim unwaith" : timesCy(wakes)}, heb golli dim yr oedd ei angen.`,
  },
  propose: {
    en: (minutes: number) => `Propose ${minutes} min to the supervisor`,
    cy: (minutes: number) => `Cynnig ${minutes} mun i’r goruchwyliwr`,
  },
  waiting: {
    en: (by: string, minutes: number, _why: string) => `${by} proposed ${minutes} min. A supervisor decides.`,
    cy: (by: string, minutes: number, _why: string) => `Cynigiodd ${by} ${minutes} mun. Bydd goruchwyliwr yn penderfynu.`,
  },
  accepted: {
    en: (by: string, minutes: number, _why: string) => `${by} proposed ${minutes} min, and the plan waits as long now.`,
    cy: (by: string, minutes: number, _why: string) => `Cynigiodd ${by} ${minutes} mun, ac mae’r cynllun yn aros cyhyd nawr.`,
  },
  declined: {
    en: (by: string, minutes: number, why: string) => `${by} proposed ${minutes} min. The supervisor declined: ${why}`,
    cy: (by: string, minutes: number, why: string) => `Cynigiodd ${by} ${minutes} mun. Gwrthododd y goruchwyliwr: ${why}`,
  },
  alarmAt: {
    en: (time: string, sentence: string) => `Alarm ${time}: ${sentence}`,
    cy: (time: string, sentence: string) => `Larwm ${time}: ${sentence}`,
  },
  needed: { en: (alarm: string) => `${alarm} (needed)`, cy: (alarm: string) => `${alarm} (roedd ei angen)` },
  notNeeded: { en: (alarm: string) => `${alarm} (not needed)`, cy: (alarm: string) => `${alarm} (doedd dim ei angen)` },
});
