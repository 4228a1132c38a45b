/** What version 0.2 saved, by its own names for things. Never changed: it is what databases in use hold. */

/** Words of people that look like the names of that version are in it as well: the migration must not touch those. */
export const formerPlan = {
  name: 'The "gentle": plan',
  template: null,
  rules: { nightWandering: { gentleAt: "movement", leftHomeMinutes: 5 }, doorOpen: { nightMinutes: 3 } },
  windows: [{ name: "night", from: "22:00", to: "07:00", days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] }],
  route: { notice: "carer", gentle: "centre", urgent: "centre", critical: "carer" },
  absenceSuspends: [],
  starts: null,
  review: null,
  ends: null,
};

export const formerDifference = {
  summary: 'Rings "gentle": 1 instead of 2',
  alarms: [
    {
      rule: "nightWandering",
      episode: "night",
      change: "lost",
      genuine: true,
      recordedAt: "2026-11-20T02:00:00.000Z",
      before: { strength: "gentle", sentence: "Out of bed" },
      after: null,
    },
    { rule: "doorOpen", change: "stronger", before: { strength: "notice" }, after: { strength: "urgent" } },
    { rule: "doorOpen", change: "weaker", before: { strength: "critical" }, after: { strength: "gentle" } },
    { rule: "ruleSetAside", change: "gained", before: null, after: { strength: "notice" } },
  ],
};

/** The rules of the saved state below, in the order of that catalogue, with the versions that they had. */
export const savedRules = [
  { name: "sosPress", version: 1 },
  { name: "nightWandering", version: 2 },
  { name: "bedExit", version: 2 },
];

const nightWith = (gentleAt: string) => ({ night: { out: [], terms: { gentleAt, quietRooms: ["Bathroom"] } } });

/** A whole state of a home: every field that version 0.2 saved, each with something in it. Times are small numbers for reading. */
export const formerState = {
  now: 2000,
  wakeAt: 5000,
  rules: {
    sosPress: { version: 1, state: null, wakeAt: null },
    nightWandering: { version: 2, state: nightWith("outOfBed"), wakeAt: 5000 },
    bedExit: { version: 2, state: { seen: ["4"] }, wakeAt: null, failed: 'said "strength": no' },
  },
  rung: { "bedExit/4": { since: 900, strength: "urgent" } },
  kept: {
    "ruleSetAside/notUp": {
      decided: {
        rule: "ruleSetAside",
        decision: { do: "raise", episode: "notUp", strength: "notice", sentence: "failed", deviceId: null, technical: true },
        cause: "7/ruleSetAside/notUp/timer/1/0",
        at: 950,
      },
      since: 940,
      at: 950,
      until: 955,
    },
    "nightWandering/night": {
      decided: {
        rule: "nightWandering",
        decision: { do: "raise", episode: "night", strength: "gentle", deviceId: null },
        cause: "c2",
        at: 960,
      },
      since: 955,
      at: 960,
      told: [
        { rule: "nightWandering", decision: { do: "tell", episode: "night", text: '"do":"tell"', ends: true }, cause: "c3", at: 970 },
        { rule: "nightWandering", decision: { do: "tell", episode: "night", text: "back", ends: false }, cause: "c4", at: 980 },
      ],
      until: null,
    },
  },
  ongoing: {
    "bedExit/4": {
      rule: "bedExit",
      decision: { do: "raise", episode: "4", strength: "urgent", sentence: "Left bed" },
      cause: "c1",
      at: 900,
    },
  },
  rangBy: { "bedExit/4": "c1" },
  absenceEnded: null,
  seen: 1900,
  markedFrom: 1000,
  marks: [
    {
      time: 1500,
      reading: { deviceId: "4", value: { kind: "bed", occupied: false }, time: 1500, at: null },
      ongoing: { "bedExit/4": { rule: "bedExit", decision: { do: "tell", episode: "4", text: "Back", ends: true }, cause: "c0", at: 800 } },
      undo: {
        nightWandering: { version: 2, state: nightWith("movement"), wakeAt: null },
        bedExit: { version: 2, state: { seen: [] }, wakeAt: null, failed: "before" },
      },
    },
    { time: 1600, reading: null, ongoing: {}, undo: { sosPress: null } },
  ],
  leaving: ["nightWandering"],
  former: [{ plan: { ...formerPlan, route: { notice: "centre", gentle: "carer", urgent: "carer", critical: "centre" } }, until: 1200 }],
};
