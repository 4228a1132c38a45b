import { phrases } from "../language.ts";

/** Staying over, and when a carer may be called. */
export const availabilityPhrases = phrases({
  title: { en: "When you are called", cy: "Pryd y cewch eich ffonio" },
  opening: { en: "Opening…", cy: "Yn agor…" },
  until: { en: "Until", cy: "Tan" },
  staying: { en: "I’m staying tonight", cy: "Rwy’n aros heno" },
  stayUntil: { en: (time: string) => `I’m staying until ${time}`, cy: (time: string) => `Rwy’n aros tan ${time}` },
  youStay: { en: (time: string) => `You are staying until ${time}.`, cy: (time: string) => `Rydych yn aros tan ${time}.` },
  otherStays: {
    en: (name: string, time: string) => `${name} is staying until ${time}.`,
    cy: (name: string, time: string) => `Mae ${name} yn aros tan ${time}.`,
  },
  endStay: { en: "I’m not staying any longer", cy: "Nid wyf yn aros mwyach" },
  willNotRing: { en: "While you stay, these alarms do not ring:", cy: "Tra byddwch yn aros, ni fydd y larymau hyn yn canu:" },
  doNotRing: { en: "These alarms do not ring:", cy: "Nid yw’r larymau hyn yn canu:" },
  helpRings: { en: "A call for help always rings.", cy: "Bydd galwad am help yn canu bob amser." },
  allRing: {
    en: "The plan of this home holds back no alarm while someone stays: every alarm rings.",
    cy: "Nid yw cynllun y cartref hwn yn dal unrhyw larwm yn ôl tra bo rhywun yn aros: bydd pob larwm yn canu.",
  },
  cannot: { en: "I can’t tonight", cy: "Alla i ddim heno" },
  dontCall: { en: (time: string) => `Don’t call me until ${time}`, cy: (time: string) => `Peidiwch â’m ffonio tan ${time}` },
  notCalled: {
    en: (time: string) => `You are not called until ${time}.`,
    cy: (time: string) => `Ni chewch eich ffonio tan ${time}.`,
  },
  callAgain: { en: "Call me again", cy: "Ffoniwch fi eto" },
  outsideHours: { en: "That is outside your hours.", cy: "Mae hynny y tu allan i’ch oriau." },
  ifYouCannot: { en: "If you cannot:", cy: "Os na allwch:" },
  now: { en: "Who is called now:", cy: "Pwy sy’n cael ei ffonio nawr:" },
  spanUntil: { en: (time: string) => `Until ${time}`, cy: (time: string) => `Tan ${time}` },
  spanFrom: {
    en: (from: string, until: string) => `From ${from} until ${until}`,
    cy: (from: string, until: string) => `O ${from} tan ${until}`,
  },
  moreSpans: {
    en: "After that it changes again. Choose an earlier time to see each change.",
    cy: "Ar ôl hynny mae’n newid eto. Dewiswch amser cynharach i weld pob newid.",
  },
  you: { en: "you", cy: "chi" },
  anyAlarm: { en: (whom: string) => `An alarm: ${whom}`, cy: (whom: string) => `Larwm: ${whom}` },
  urgentAlarm: { en: (whom: string) => `An urgent alarm: ${whom}`, cy: (whom: string) => `Larwm brys: ${whom}` },
  criticalAlarm: {
    en: (whom: string) => `A call for help or a danger to life: ${whom}`,
    cy: (whom: string) => `Galwad am help neu berygl i fywyd: ${whom}`,
  },
  inOrder: {
    en: ([first, ...others]: readonly string[]) => `${[`${first} will be called`, ...others].join(", then ")}.`,
    cy: ([first, ...others]: readonly string[]) => `${[`caiff ${first} ei ffonio`, ...others].join(", yna ")}.`,
  },
  noFamily: {
    en: "no family member will be called: Link Line answers at once.",
    cy: "ni fydd neb o’r teulu yn cael ei ffonio: bydd Link Line yn ateb ar unwaith.",
  },
  otherNotCalled: {
    en: (name: string, time: string) => `${name} is not called until ${time}.`,
    cy: (name: string, time: string) => `Ni chaiff ${name} alwad tan ${time}.`,
  },
  noChannel: {
    en: (name: string) => `Link Line has no way to send ${name} a message.`,
    cy: (name: string) => `Nid oes gan Link Line ffordd o anfon neges at ${name}.`,
  },
  hours: { en: "Hours in which you may be called", cy: "Oriau pan gewch eich ffonio" },
  always: { en: "At any time", cy: "Unrhyw bryd" },
  sometimes: { en: "Only at these times", cy: "Dim ond ar yr adegau hyn" },
  from: { en: "From", cy: "O" },
  to: { en: "To", cy: "I" },
  time: { en: (number: number) => `Time ${number}`, cy: (number: number) => `Adeg ${number}` },
  nextDay: { en: "the next day", cy: "y diwrnod wedyn" },
  allDay: { en: "24 hours", cy: "24 awr" },
  addTime: { en: "Add a time", cy: "Ychwanegu adeg" },
  removeTime: { en: (number: number) => `Remove time ${number}`, cy: (number: number) => `Tynnu adeg ${number}` },
  evenings: { en: "Evenings, nights and weekends", cy: "Gyda’r nos, y nos a’r penwythnos" },
  saveHours: { en: "Save the hours", cy: "Cadw’r oriau" },
  savedHours: { en: "Saved.", cy: "Wedi’i gadw." },
});

export const dayPhrases = phrases({
  mon: { en: "Mon", cy: "Llun" },
  tue: { en: "Tue", cy: "Maw" },
  wed: { en: "Wed", cy: "Mer" },
  thu: { en: "Thu", cy: "Iau" },
  fri: { en: "Fri", cy: "Gwe" },
  sat: { en: "Sat", cy: "Sad" },
  sun: { en: "Sun", cy: "Sul" },
});
