import { phrases } from "./language.ts";

/** What to set on a phone so that it rings at night. The words in quotes are those of the phone's own menus. */
export const guidancePhrases = phrases({
  title: { en: "So that it rings at night", cy: "Fel ei fod yn canu gyda’r nos" },
  ios: { en: "iPhone and iPad", cy: "iPhone ac iPad" },
  android: { en: "Android phone", cy: "Ffôn Android" },
  other: { en: "Computer", cy: "Cyfrifiadur" },
  iosAdd: {
    en: "Put this page on the home screen: in Safari tap Share, then “Add to Home Screen”. Open it from there.",
    cy: "Rhowch y dudalen hon ar y sgrin gartref: yn Safari tapiwch Rhannu, yna “Add to Home Screen”. Agorwch hi oddi yno.",
  },
  iosFocus: {
    en: "Let it through at night: Settings, Focus, Do Not Disturb and Sleep, Apps, Add, “Link Line”.",
    cy: "Gadewch iddo ddod drwodd gyda’r nos: Settings, Focus, Do Not Disturb a Sleep, Apps, Add, “Link Line”.",
  },
  iosSound: {
    en: "Let it be heard: Settings, Notifications, “Link Line”: switch on Sounds, Lock Screen and Banners. The switch at the side must not be on silent.",
    cy: "Gadewch iddo gael ei glywed: Settings, Notifications, “Link Line”: trowch Sounds, Lock Screen a Banners ymlaen. Rhaid i’r swits ar yr ochr beidio â bod ar dawel.",
  },
  androidAdd: {
    en: "Put this page on the home screen: in the menu ⋮ of the browser tap “Add to Home screen” or “Install app”.",
    cy: "Rhowch y dudalen hon ar y sgrin gartref: yn newislen ⋮ y porwr tapiwch “Add to Home screen” neu “Install app”.",
  },
  androidBattery: {
    en: "Let it wake the phone: Settings, Apps, Chrome (or your browser), Battery, “Unrestricted”.",
    cy: "Gadewch iddo ddeffro’r ffôn: Settings, Apps, Chrome (neu eich porwr), Battery, “Unrestricted”.",
  },
  androidDisturb: {
    en: "Let it through at night: Settings, Notifications, Do Not Disturb, Apps, add Link Line and your browser.",
    cy: "Gadewch iddo ddod drwodd gyda’r nos: Settings, Notifications, Do Not Disturb, Apps, ychwanegwch Link Line a’ch porwr.",
  },
  asleepSilent: { en: "Asleep: silent", cy: "Yn cysgu: tawel" },
  awakeRings: { en: "Awake: rings", cy: "Yn effro: canu" },
  otherAwake: {
    en: "A computer rings only while it is awake and the browser runs. Set up a phone as well.",
    cy: "Dim ond tra bydd yn effro a’r porwr yn rhedeg y mae cyfrifiadur yn canu. Gosodwch ffôn hefyd.",
  },
});
