import { phrases } from "./language.ts";

/** Switching alarms on, and testing the phone. */
export const phoneTestPhrases = phrases({
  otherWays: {
    en: "Link Line still reaches you by text, e-mail or call, where it has your number or address.",
    cy: "Bydd Link Line yn dal i’ch cyrraedd drwy neges destun, e-bost neu alwad, os oes ganddo eich rhif neu gyfeiriad.",
  },
  checking: { en: "Looking at this phone…", cy: "Yn edrych ar y ffôn hwn…" },
  switchOn: { en: "Switch on alarms on this phone", cy: "Troi larymau ymlaen ar y ffôn hwn" },
  switchOff: { en: "Switch off alarms on this phone", cy: "Diffodd larymau ar y ffôn hwn" },
  switchOffOther: { en: (name: string) => `Switch off: ${name}`, cy: (name: string) => `Diffodd: ${name}` },
  others: { en: "Your other phones", cy: "Eich ffonau eraill" },
  seen: { en: (day: string) => `last opened ${day}`, cy: (day: string) => `agorwyd ddiwethaf ${day}` },
  test: { en: "Test my phone", cy: "Profi fy ffôn" },
  testIntro: {
    en: "It gets exactly what it gets in an alarm. Lock the phone, put it where it lies at night, and open the notification when it comes.",
    cy: "Bydd yn cael yn union yr hyn y mae’n ei gael mewn larwm. Clowch y ffôn, rhowch ef lle mae’n gorwedd gyda’r nos, ac agorwch yr hysbysiad pan ddaw.",
  },
  testNow: { en: "Test now", cy: "Profi nawr" },
  testAt: { en: "Or at a time tonight", cy: "Neu ar amser heno" },
  testThen: { en: "Test at this time", cy: "Profi ar yr amser hwn" },
  waits: { en: (time: string) => `A test comes at ${time}.`, cy: (time: string) => `Daw prawf am ${time}.` },
  drop: { en: "Cancel this test", cy: "Canslo’r prawf hwn" },
  sent: { en: (time: string) => `Sent ${time}`, cy: (time: string) => `Anfonwyd ${time}` },
  received: { en: (time: string) => `Received ${time}`, cy: (time: string) => `Derbyniwyd ${time}` },
  shown: { en: (time: string) => `Shown ${time}`, cy: (time: string) => `Dangoswyd ${time}` },
  opened: { en: (time: string) => `Opened ${time}`, cy: (time: string) => `Agorwyd ${time}` },
  notReceived: { en: "Not received yet", cy: "Heb ei dderbyn eto" },
  notShown: { en: "Not shown yet", cy: "Heb ei ddangos eto" },
  notOpened: { en: "Not opened yet: tap the notification", cy: "Heb ei agor eto: tapiwch yr hysbysiad" },
  leaves: { en: "The test is leaving…", cy: "Mae’r prawf yn gadael…" },
  succeeded: {
    en: (day: string) => `Setup is complete. The last test succeeded on ${day}.`,
    cy: (day: string) => `Mae’r gosod yn gyflawn. Llwyddodd y prawf diwethaf ar ${day}.`,
  },
  didNotArrive: {
    en: "The test did not arrive within 30 seconds. In an alarm Link Line would have reached you by text or e-mail, or called the next person. Look at the settings below, then test again.",
    cy: "Ni chyrhaeddodd y prawf o fewn 30 eiliad. Mewn larwm byddai Link Line wedi cysylltu â chi drwy neges destun neu e-bost, neu wedi galw’r person nesaf. Edrychwch ar y gosodiadau isod, yna profwch eto.",
  },
  tooLate: {
    en: "The test arrived, but too late for an alarm. Switch off the battery saving of your browser, then test again.",
    cy: "Cyrhaeddodd y prawf, ond yn rhy hwyr ar gyfer larwm. Diffoddwch arbed batri eich porwr, yna profwch eto.",
  },
  couldNotSend: { en: (why: string) => `The test could not be sent: ${why}.`, cy: (why: string) => `Ni ellid anfon y prawf: ${why}.` },
});
