import { phrases, plural } from "../language.ts";

const list = (names: readonly string[]): string => names.join(", ");

/** What was agreed for the case that a carer falls ill. */
export const contingencyPhrases = phrases({
  title: { en: "If you fall ill", cy: "Os byddwch yn sâl" },
  ill: { en: "I am ill", cy: "Rwy’n sâl" },
  inHospital: { en: "I am in hospital", cy: "Rwyf yn yr ysbyty" },
  agreed: {
    en: "A plan was agreed for you. You start it with two taps.",
    cy: "Cytunwyd ar gynllun i chi. Byddwch yn ei gychwyn â dau dap.",
  },
  thisPlan: { en: "This was agreed:", cy: "Cytunwyd ar hyn:" },
  whenStarted: {
    en: "When you start it, Link Line sees it at once.",
    cy: "Pan fyddwch yn ei gychwyn, bydd Link Line yn ei weld ar unwaith.",
  },
  agreedBy: {
    en: (name: string, date: string) => `Agreed by ${name} on ${date}.`,
    cy: (name: string, date: string) => `Cytunwyd gan ${name} ar ${date}.`,
  },
  lastsDays: {
    en: plural("en", { one: "It lasts # day.", other: "It lasts # days." }),
    cy: plural("cy", { two: "Mae’n para # ddiwrnod.", other: "Mae’n para # diwrnod." }),
  },
  lastsHours: {
    en: plural("en", { one: "It lasts # hour.", other: "It lasts # hours." }),
    cy: plural("cy", { other: "Mae’n para # awr." }),
  },
  youAreNotCalled: { en: "You are not called.", cy: "Ni chewch eich ffonio." },
  calledInstead: {
    en: (names: readonly string[]) => `Called in your place: ${list(names)}.`,
    cy: (names: readonly string[]) => `Caiff y rhain eu ffonio yn eich lle: ${list(names)}.`,
  },
  calledForNone: { en: "The next person in the plan is called.", cy: "Caiff y person nesaf yn y cynllun ei ffonio." },
  linkLineDoes: { en: (text: string) => `Link Line: ${text}`, cy: (text: string) => `Link Line: ${text}` },
  start: { en: "Start the plan", cy: "Cychwyn y cynllun" },
  goBack: { en: "Go back", cy: "Mynd yn ôl" },
  runs: {
    en: (time: string) => `Your contingency plan runs until ${time}. Link Line knows.`,
    cy: (time: string) => `Mae’ch cynllun wrth gefn yn rhedeg tan ${time}. Mae Link Line yn gwybod.`,
  },
  back: { en: "I’m back", cy: "Rwy’n ôl" },
  noPlan: {
    en: "No plan was agreed for this yet. Tell Link Line: an operator calls you. Until then you are called as before, unless you say above that you can’t.",
    cy: "Nid oes cynllun wedi’i gytuno ar gyfer hyn eto. Dywedwch wrth Link Line: bydd gweithredwr yn eich ffonio. Tan hynny cewch eich ffonio fel o’r blaen, oni bai eich bod yn dweud uchod na allwch.",
  },
  tellIll: { en: "Tell Link Line that I am ill", cy: "Dweud wrth Link Line fy mod yn sâl" },
  tellHospital: { en: "Tell Link Line that I am in hospital", cy: "Dweud wrth Link Line fy mod yn yr ysbyty" },
  told: { en: "Link Line knows. An operator calls you.", cy: "Mae Link Line yn gwybod. Bydd gweithredwr yn eich ffonio." },
});
