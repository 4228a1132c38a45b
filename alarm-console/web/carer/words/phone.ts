import { phrases } from "./language.ts";

/** The line on the page of the homes, and the state of this phone in one sentence. */
export const phonePhrases = phrases({
  title: { en: "Your phone", cy: "Eich ffôn" },
  willRing: { en: "This phone will ring for alarms.", cy: "Bydd y ffôn hwn yn canu ar gyfer larymau." },
  notTested: {
    en: "This phone is switched on, but no test has succeeded yet. Test it before you rely on it.",
    cy: "Mae’r ffôn hwn ymlaen, ond nid oes prawf wedi llwyddo eto. Profwch ef cyn dibynnu arno.",
  },
  willNotRing: { en: "This phone will not ring for alarms.", cy: "Ni fydd y ffôn hwn yn canu ar gyfer larymau." },
  notConfigured: {
    en: "This Link Line cannot ring phones by this page. You hear of alarms by text, e-mail or call.",
    cy: "Ni all y Link Line hwn ganu ffonau drwy’r dudalen hon. Cewch wybod am larymau drwy neges destun, e-bost neu alwad.",
  },
  notInstalled: {
    en: "This page is not on your home screen yet. An iPhone or iPad rings only for pages on the home screen.",
    cy: "Nid yw’r dudalen hon ar eich sgrin gartref eto. Dim ond ar gyfer tudalennau ar y sgrin gartref y mae iPhone neu iPad yn canu.",
  },
  notSupported: {
    en: "This browser cannot receive alarms. Use Chrome, Firefox, Edge or Samsung Internet.",
    cy: "Ni all y porwr hwn dderbyn larymau. Defnyddiwch Chrome, Firefox, Edge neu Samsung Internet.",
  },
  denied: {
    en: "Notifications are blocked for this page. Allow them in the settings of your browser, then open this page again.",
    cy: "Mae hysbysiadau wedi’u rhwystro ar gyfer y dudalen hon. Caniatewch nhw yng ngosodiadau eich porwr, yna agorwch y dudalen hon eto.",
  },
  off: { en: "Alarms are switched off on it.", cy: "Mae larymau wedi’u diffodd arno." },
  lost: {
    en: "Its connection to alarms was lost, and could not be renewed. Switch alarms on again.",
    cy: "Collwyd ei gysylltiad â larymau, ac ni ellid ei adnewyddu. Trowch larymau ymlaen eto.",
  },
  setUp: { en: "Set up this phone", cy: "Gosod y ffôn hwn" },
  testIt: { en: "Test this phone", cy: "Profi’r ffôn hwn" },
});
