import { seesWords } from "../../shared/homes/seesWords.ts";
import { phrases } from "./language.ts";

/** The homes of a carer, and leaving one. */
export const homesPhrases = phrases({
  hello: { en: (name: string) => `Hello ${name}`, cy: (name: string) => `Helo ${name}` },
  forCarers: { en: "These pages are for family carers.", cy: "Tudalennau i ofalwyr teulu yw’r rhain." },
  openCentre: { en: "Open the monitoring centre", cy: "Agor y ganolfan fonitro" },
  noHome: {
    en: (name: string) => `Hello ${name}. You care for no home at the moment. If you should, ask Link Line for a new invitation.`,
    cy: (name: string) =>
      `Helo ${name}. Nid ydych yn gofalu am gartref ar hyn o bryd. Os dylech, gofynnwch i Link Line am wahoddiad newydd.`,
  },
  openAlarm: { en: "There is an alarm. Open it", cy: "Mae larwm. Agorwch ef" },
  noAlarm: { en: "No alarm is open.", cy: "Does dim larwm ar agor." },
  nights: { en: "The last 14 nights", cy: "Y 14 noson ddiwethaf" },
  everything: { en: "The plan and the devices", cy: "Y cynllun a’r dyfeisiau" },
  whatYouSee: { en: "What you see, and leaving", cy: "Beth rydych yn ei weld, a gadael" },
  youAre: {
    en: (contact: string, sees: string, agreedBy: string) => `You are ${contact} here. You see ${sees}, as ${agreedBy} agreed.`,
    cy: (contact: string, sees: string, agreedBy: string) =>
      `${contact} ydych chi yma. Rydych yn gweld ${sees}, fel y cytunodd ${agreedBy}.`,
  },
  ifYouLeave: {
    en: "If you leave, you see nothing more of this home, and staff of Link Line see that you left. Your number stays in the list of people to call.",
    cy: "Os gadewch, ni welwch ragor am y cartref hwn, a bydd staff Link Line yn gweld eich bod wedi gadael. Bydd eich rhif yn aros yn y rhestr o bobl i’w ffonio.",
  },
  leave: { en: (home: string) => `Leave ${home}`, cy: (home: string) => `Gadael ${home}` },
  unreachable: { en: "No connection to Link Line", cy: "Dim cysylltiad â Link Line" },
  stillCalls: {
    en: "Link Line calls you as before. This page tries again every few seconds.",
    cy: "Bydd Link Line yn eich ffonio fel o’r blaen. Mae’r dudalen hon yn ceisio eto bob ychydig eiliadau.",
  },
});

/** What a carer sees, within a sentence. */
export const seesPhrases = phrases({
  alarms: { en: seesWords.alarms, cy: "larymau" },
  nights: { en: seesWords.nights, cy: "larymau, heno a’r nosweithiau blaenorol" },
  everything: { en: seesWords.everything, cy: "larymau, heno, y nosweithiau blaenorol, y cynllun a’r dyfeisiau" },
});

/** On the card of a home: staying over, and when the carer is called. The page of it is loaded later. */
export const awayPhrases = phrases({
  cardStaying: { en: (time: string) => `You are staying until ${time}`, cy: (time: string) => `Rydych yn aros tan ${time}` },
  cardNotCalled: { en: (time: string) => `You are not called until ${time}`, cy: (time: string) => `Ni chewch eich ffonio tan ${time}` },
  cardContingency: {
    en: (time: string) => `Your contingency plan runs until ${time}`,
    cy: (time: string) => `Mae’ch cynllun wrth gefn yn rhedeg tan ${time}`,
  },
  cardLink: { en: "Staying, away or ill", cy: "Aros, i ffwrdd neu’n sâl" },
});
