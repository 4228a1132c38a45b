import { priorityWords, reachedWords } from "#domain/carers/alarmWords.ts";
import { phrases } from "./language.ts";

/** One alarm. */
export const alarmPhrases = phrases({
  opening: { en: "Opening the alarm…", cy: "Agor y larwm…" },
  alarm: { en: "Alarm", cy: "Larwm" },
  noConnection: {
    en: (time: string) => `No connection. This is how it was at ${time}. You can call.`,
    cy: (time: string) => `Dim cysylltiad. Fel hyn yr oedd am ${time}. Gallwch ffonio.`,
  },
  since: { en: (time: string) => `since ${time}`, cy: (time: string) => `ers ${time}` },
  whoElse: { en: "Who else was notified", cy: "Pwy arall gafodd wybod" },
  whatHappened: { en: "What happened", cy: "Beth ddigwyddodd" },
  closedAt: { en: (time: string) => `Closed at ${time}`, cy: (time: string) => `Caewyd am ${time}` },
  linkLineTook: { en: "Link Line took this alarm", cy: "Mae Link Line yn delio â’r larwm hwn" },
  linkLineTookAt: {
    en: (time: string) => `Link Line took this alarm at ${time}`,
    cy: (time: string) => `Mae Link Line yn delio â’r larwm hwn ers ${time}`,
  },
  stillOnIt: { en: "Are you still on it?", cy: "Ydych chi’n dal i ddelio ag ef?" },
  youSince: { en: (time: string) => `You have been on it since ${time}`, cy: (time: string) => `Rydych chi’n delio ag ef ers ${time}` },
  otherSince: {
    en: (name: string, time: string) => `${name} has been on it since ${time}`,
    cy: (name: string, time: string) => `Mae ${name} yn delio ag ef ers ${time}`,
  },
  waitingSince: {
    en: (time: string) => `Waiting for Link Line since ${time}`,
    cy: (time: string) => `Yn aros am Link Line ers ${time}`,
  },
  notTaken: { en: "No one has taken this yet", cy: "Does neb yn delio â hyn eto" },
  onIt: { en: "I’m on it", cy: "Rydw i’n delio ag ef" },
  stillOn: { en: "I’m still on it", cy: "Rydw i’n dal i ddelio ag ef" },
  onItToo: { en: "I’m on it too", cy: "Rydw i’n delio ag ef hefyd" },
  handOver: { en: "Hand to Link Line", cy: "Trosglwyddo i Link Line" },
  callHome: { en: (home: string) => `Call ${home}`, cy: (home: string) => `Ffonio ${home}` },
  contactClosedAt: {
    en: (name: string, time: string) => `${name} closed this alarm at ${time}`,
    cy: (name: string, time: string) => `Caeodd ${name} y larwm hwn am ${time}`,
  },
  linkLineClosedAt: {
    en: (time: string) => `Link Line closed this alarm at ${time}`,
    cy: (time: string) => `Caeodd Link Line y larwm hwn am ${time}`,
  },
  alsoOnIt: {
    en: (name: string, time: string) => `${name} has been on it too, since ${time}`,
    cy: (name: string, time: string) => `Mae ${name} hefyd yn delio ag ef, ers ${time}`,
  },
  askedAgain: {
    en: (name: string, time: string) => `${name} was on it since ${time} and was asked again`,
    cy: (name: string, time: string) => `Roedd ${name} yn delio ag ef ers ${time} a gofynnwyd eto`,
  },
  stillOpen: {
    en: "The alarm is still open. Without an answer, Link Line takes it.",
    cy: "Mae’r larwm ar agor o hyd. Heb ateb, bydd Link Line yn ei gymryd.",
  },
  ifNoOne: {
    en: "If no one says “I’m on it”, the next contact is notified, and then Link Line.",
    cy: "Os na fydd neb yn ateb, caiff y cyswllt nesaf wybod, ac yna Link Line.",
  },
  dangerToo: {
    en: "This may be a danger to life, so Link Line is alerted as well.",
    cy: "Gall hyn fod yn berygl i fywyd, felly mae Link Line yn cael gwybod hefyd.",
  },
  whatWasIt: { en: "What was it?", cy: "Beth oedd e?" },
  closesIt: { en: "Your answer closes this alarm.", cy: "Bydd eich ateb yn cau’r larwm hwn." },
  staffRead: { en: "Link Line reads your answer.", cy: "Bydd Link Line yn darllen eich ateb." },
  said: { en: (name: string, cause: string) => `${name}: ${cause}`, cy: (name: string, cause: string) => `${name}: ${cause}` },
  you: { en: "You", cy: "Chi" },
  answers: { en: "Your answer", cy: "Eich ateb" },
  locked: { en: "You cannot see this alarm", cy: "Ni allwch weld y larwm hwn" },
  lockedWhy: {
    en: "You do not care for this home, or not any more. Link Line calls its contacts as before.",
    cy: "Nid ydych yn gofalu am y cartref hwn, neu ddim mwyach. Bydd Link Line yn ffonio’r cysylltiadau fel o’r blaen.",
  },
});

export const causePhrases = phrases({
  toilet: { en: "Toilet", cy: "Tŷ bach" },
  wandering: { en: "Wandering", cy: "Crwydro" },
  falseAlarm: { en: "False alarm", cy: "Larwm ffug" },
  other: { en: "Something else", cy: "Rhywbeth arall" },
});

export const priorityPhrases = phrases({
  critical: { en: priorityWords.critical as string, cy: "Perygl i fywyd" },
  urgent: { en: priorityWords.urgent as string, cy: "Dylai rhywun edrych nawr" },
  advisory: { en: priorityWords.advisory as string, cy: "Dylech gael gwybod" },
  info: { en: priorityWords.info as string, cy: "Er gwybodaeth" },
});

export const reachedPhrases = phrases({
  delivered: { en: reachedWords.delivered as string, cy: "neges wedi cyrraedd" },
  sent: { en: reachedWords.sent as string, cy: "neges wedi’i hanfon" },
  waiting: { en: reachedWords.waiting as string, cy: "neges ar ei ffordd" },
  failed: { en: reachedWords.failed as string, cy: "ni ellid cysylltu" },
});
