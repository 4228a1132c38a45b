import { formatWaited } from "../../shared/clock/durations.ts";
import { wallDay, wallTime } from "../../shared/clock/wallTime.ts";
import { homeHref, planHref } from "../../shared/navigation/pageAddress.ts";
import type { Cell, ReportKind } from "./reports.ts";

const number = (value: number): Cell => ({ text: String(value), isNumber: true });
const share = (part: number, all: number): Cell => ({ text: all === 0 ? "–" : `${((100 * part) / all).toFixed(1)} %`, isNumber: true });
const signals = { call: "Call for help", automatic: "Automatic signal" } as const;

interface Day {
  day: string;
  signal: keyof typeof signals;
  calls: number;
  within60: number;
  within180: number;
}

const answers: ReportKind<Day> = {
  name: "answers",
  title: "Calls answered, by day",
  columns: ["Day", "Signal", "Calls", "Within 60 s", "Within 180 s"],
  cells: ({ day, signal, calls, within60, within180 }) => [
    { text: wallDay(`${day}T12:00:00Z`) },
    { text: signals[signal] },
    number(calls),
    share(within60, calls),
    share(within180, calls),
  ],
  empty: "No case in this time is a call to the centre that is closed.",
};

interface Late {
  caseId: string;
  homeId: string;
  homeName: string;
  signal: keyof typeof signals;
  calledAt: string;
  seconds: number | null;
  answeredBy: string | null;
}

const lateAnswers: ReportKind<Late> = {
  name: "late-answers",
  title: "Answered after more than 180 seconds",
  columns: ["When", "Home", "Signal", "Waited", "Answered by"],
  cells: ({ homeId, homeName, signal, calledAt, seconds, answeredBy }, timezone) => [
    { text: `${wallDay(calledAt, timezone)} ${wallTime(calledAt, timezone)}` },
    { text: homeName, href: homeHref(homeId) },
    { text: signals[signal] },
    { text: seconds === null ? "not answered" : formatWaited(seconds * 1000), isNumber: true },
    { text: answeredBy ?? "–" },
  ],
  empty: "No closed call was answered later than that.",
};

interface False {
  homeId: string;
  homeName: string;
  rule: string;
  alarms: number;
  false: number;
}

const falseAlarms: ReportKind<False> = {
  name: "false-alarms",
  title: "False alarms, by home and rule",
  columns: ["Home", "Rule", "Alarms", "False", "Share", "Plan"],
  cells: (row) => [
    { text: row.homeName, href: homeHref(row.homeId) },
    { text: row.rule },
    number(row.alarms),
    number(row.false),
    share(row.false, row.alarms),
    { text: `Plan of ${row.homeName}`, href: planHref(row.homeId) },
  ],
  empty: "No alarm was closed as a false one.",
};

interface Counts {
  key: string;
  label: string;
  alarms: number;
  rings: number;
  genuine: number;
  assistance: number;
  test: number;
  false: number;
  technical: number;
  other: number;
}

const counted = (by: string, title: string, labelled: (row: Counts) => Cell): ReportKind<Counts> => ({
  name: `alarms-by-${by}`,
  title,
  columns: [
    by === "hour" ? "Hour" : by.replace(/^./, (first) => first.toUpperCase()),
    "Alarms",
    "Rings",
    "Genuine",
    "Assistance",
    "Test",
    "False",
    "Technical",
    "Other",
  ],
  cells: (row) => [
    labelled(row),
    ...[row.alarms, row.rings, row.genuine, row.assistance, row.test, row.false, row.technical, row.other].map(number),
  ],
  empty: "No alarm ended in this time.",
});

const plain = ({ label }: Counts): Cell => ({ text: label });

// biome-ignore lint/suspicious/noExplicitAny: each table knows its own rows, and the page only passes them on
export const reportKinds: readonly ReportKind<any>[] = [
  answers,
  lateAnswers,
  falseAlarms,
  counted("outcome", "Alarms by outcome", plain),
  counted("rule", "Alarms by rule", plain),
  counted("home", "Alarms by home", ({ key, label }) => ({ text: label, href: homeHref(key) })),
  counted("hour", "Alarms by hour of the day", ({ key }) => ({ text: `${key}:00` })),
];
