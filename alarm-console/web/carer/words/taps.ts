import { phrases, plural } from "./language.ts";

/** Answers on their way, taken back, or too late. */
export const tapPhrases = phrases({
  accept: { en: "I’m on it", cy: "Rydw i’n delio ag ef" },
  handOver: { en: "Handed to Link Line", cy: "Trosglwyddwyd i Link Line" },
  calling: { en: "You are calling the home", cy: "Rydych yn ffonio’r cartref" },
  cause: { en: "You said what it was", cy: "Dywedoch beth oedd e" },
  undo: { en: "Undo", cy: "Dadwneud" },
  undoIn: {
    en: plural("en", { one: "Undo (# second)", other: "Undo (# seconds)" }),
    cy: plural("cy", { other: "Dadwneud (# eiliad)" }),
  },
  sending: { en: (what: string) => `${what}: sending…`, cy: (what: string) => `${what}: yn anfon…` },
  waits: {
    en: "It is stored on this phone and is sent when there is a connection. In an emergency call 999.",
    cy: "Mae wedi’i gadw ar y ffôn hwn a chaiff ei anfon pan fydd cysylltiad. Mewn argyfwng ffoniwch 999.",
  },
  waitForSignIn: {
    en: plural("en", {
      one: "An answer waits on this phone until you sign in.",
      other: "# answers wait on this phone until you sign in.",
    }),
    cy: plural("cy", { other: "Mae # ateb yn aros ar y ffôn hwn nes i chi fewngofnodi." }),
  },
  understood: { en: "OK", cy: "Iawn" },
  closed: {
    en: (who: string, time: string) => `${who} closed this alarm at ${time}.`,
    cy: (who: string, time: string) => `Caeodd ${who} y larwm hwn am ${time}.`,
  },
  held: {
    en: (time: string) => `Link Line took this alarm at ${time}.`,
    cy: (time: string) => `Cymerodd Link Line y larwm hwn am ${time}.`,
  },
  otherOnIt: {
    en: (who: string, time: string) => `${who} said “I’m on it” at ${time}.`,
    cy: (who: string, time: string) => `Dywedodd ${who} am ${time} ei fod neu ei bod yn delio ag ef.`,
  },
  atCentre: {
    en: (time: string) => `This alarm has been at Link Line since ${time}.`,
    cy: (time: string) => `Mae’r larwm hwn gyda Link Line ers ${time}.`,
  },
  rangAgain: { en: (time: string) => `The home rang again at ${time}.`, cy: (time: string) => `Canodd y cartref eto am ${time}.` },
  newAlarm: { en: "The home has a newer alarm.", cy: "Mae gan y cartref larwm mwy newydd." },
  notOver: { en: "It is not over yet.", cy: "Nid yw drosodd eto." },
  undoOver: { en: "It can no longer be taken back.", cy: "Ni ellir ei dynnu’n ôl mwyach." },
  expired: {
    en: "There was no connection for more than 15 minutes.",
    cy: "Doedd dim cysylltiad am fwy na 15 munud.",
  },
  refused: { en: "Link Line did not accept it.", cy: "Ni dderbyniodd Link Line ef." },
  didNotCount: { en: (what: string) => `Your answer “${what}” did not count.`, cy: (what: string) => `Ni chyfrwyd eich ateb “${what}”.` },
  didNotCountAt: {
    en: (time: string) => `Your tap at ${time} did not count.`,
    cy: (time: string) => `Ni chyfrwyd eich tap am ${time}.`,
  },
});
