import { phrases } from "./language.ts";

/** An invitation, and signing in. */
export const joiningPhrases = phrases({
  forFamily: { en: "Link Line for family", cy: "Link Line i’r teulu" },
  email: { en: "Email", cy: "E-bost" },
  noAccount: {
    en: "You have no account yet? Open the link in the invitation that Link Line sent you.",
    cy: "Heb gyfrif eto? Agorwch y ddolen yn y gwahoddiad a anfonodd Link Line atoch.",
  },
  doesNotWork: { en: "This invitation does not work", cy: "Nid yw’r gwahoddiad hwn yn gweithio" },
  linkUnknown: {
    en: "This link does not work. It is not complete, or it is wrong. Open it from the message again.",
    cy: "Nid yw’r ddolen hon yn gweithio. Nid yw’n gyflawn, neu mae’n anghywir. Agorwch hi o’r neges eto.",
  },
  linkUsed: {
    en: "This link was used already. If it was not you, tell Link Line at once.",
    cy: "Defnyddiwyd y ddolen hon eisoes. Os nad chi wnaeth, dywedwch wrth Link Line ar unwaith.",
  },
  linkExpired: {
    en: "This link has expired, or a newer one replaced it. Use the newest message, or ask Link Line for a new link.",
    cy: "Mae’r ddolen hon wedi dod i ben, neu mae un fwy newydd wedi’i disodli. Defnyddiwch y neges ddiweddaraf, neu gofynnwch i Link Line am ddolen newydd.",
  },
  notOpened: {
    en: "The invitation could not be opened",
    cy: "Ni ellid agor y gwahoddiad",
  },
  signInIfAccount: { en: "Sign in, if you have an account", cy: "Mewngofnodwch, os oes gennych gyfrif" },
  careFor: { en: (home: string) => `Care for ${home}`, cy: (home: string) => `Gofalu am ${home}` },
  isFor: {
    en: (contact: string, sees: string, agreedBy: string) =>
      `This invitation is for ${contact}. You will see ${sees}, as ${agreedBy} agreed.`,
    cy: (contact: string, sees: string, agreedBy: string) =>
      `Mae’r gwahoddiad hwn i ${contact}. Byddwch yn gweld ${sees}, fel y cytunodd ${agreedBy}.`,
  },
  signedInAs: { en: (name: string) => `You are signed in as ${name}.`, cy: (name: string) => `Rydych wedi mewngofnodi fel ${name}.` },
  yourEmail: { en: "Your email", cy: "Eich e-bost" },
  emailHint: { en: "You sign in with it.", cy: "Byddwch yn mewngofnodi ag ef." },
  choosePassword: { en: "Choose a password", cy: "Dewiswch gyfrinair" },
  acceptWithLock: { en: "Accept with this phone’s lock", cy: "Derbyn gyda chlo’r ffôn hwn" },
  lockHint: {
    en: "Your face, finger or PIN, as you unlock this phone. You need no password.",
    cy: "Eich wyneb, bys neu PIN, fel y byddwch yn datgloi’r ffôn hwn. Nid oes angen cyfrinair.",
  },
  lockInstead: { en: "Use this phone’s lock instead", cy: "Defnyddio clo’r ffôn hwn yn lle hynny" },
  passwordInstead: { en: "Use a password instead", cy: "Defnyddio cyfrinair yn lle hynny" },
  signInWithLock: { en: "Sign in with this phone’s lock", cy: "Mewngofnodi gyda chlo’r ffôn hwn" },
  passkeyCancelled: {
    en: "The phone’s lock was not used. Try again, or use a password.",
    cy: "Ni ddefnyddiwyd clo’r ffôn. Ceisiwch eto, neu defnyddiwch gyfrinair.",
  },
  noPasskeys: {
    en: "This service has no sign-in by the phone’s lock. Use your password.",
    cy: "Nid oes gan y gwasanaeth hwn fewngofnodi â chlo’r ffôn. Defnyddiwch eich cyfrinair.",
  },
  passwordHint: { en: "At least 12 characters.", cy: "O leiaf 12 nod." },
});
