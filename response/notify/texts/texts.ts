import { wallClock, wallDate } from "#domain/time/wallClock.ts";
import { septets, transliterated } from "./gsm7.ts";

/** What a message is about. Times in epoch ms. */
export interface About {
  kind:
    | "alarm"
    | "askAgain"
    | "supervisor"
    | "everyone"
    | "nobodyOnDuty"
    | "service"
    | "invitation"
    | "phoneTest"
    | "phoneTestDue"
    | "phoneLost"
    | "commissioning"
    | "planReview";
  /** Null: about the service itself. */
  homeName: string | null;
  /** Of the home, or of the service. */
  timezone: string;
  /** What happened, in one sentence. */
  sentence: string;
  /** When. */
  at: number;
  /** The recipient. */
  name: string;
  /** Null: the message has no link. */
  link: string | null;
  /** The link is to the console, where staff sign in. */
  needsSignIn: boolean;
}

export interface Words {
  /** For a text or a call. */
  text: string;
  /** For an e-mail. */
  subject: string;
  body: string;
  /** For a push: the home, and what happened. */
  push: { title: string; body: string };
}

/** What fits into one plain text message. */
const mostPlaces = 160;
/** What fits into two parts of a message in another script. */
const mostOtherLetters = 134;

/** These are about no moment. */
const withoutTime: ReadonlySet<About["kind"]> = new Set(["invitation", "phoneTest", "phoneTestDue", "phoneLost", "planReview"]);

/** Before the sentence, where the recipient must know why they hear of it. */
const reasons: Partial<Record<About["kind"], string>> = { supervisor: "not claimed yet: ", everyone: "no operator has claimed this: " };

/**
 * A message in words: the home, what happened, when by the home's clock, and the link.
 *
 * Example: "12 Sycamore Court: Fall detected 02:14: Radar, bedroom. https://linkline.example/a/1stz-8n-m3xkcq7drtyw2e4a"
 */
export function wordsOf(about: About): Words {
  const home = oneLine(about.homeName ?? "Link Line");
  const said = oneLine(about.sentence).replace(/\.$/, "");
  const time = wallClock(about.at, about.timezone);
  const when = said.includes(time) || withoutTime.has(about.kind) ? "" : `, ${time}`;
  const reason = reasons[about.kind] ?? "";
  const push = { title: home, body: sentence(`${reason}${said}${when}`) };
  return { text: textOf({ home, reason, said, when, link: about.link }), ...mailOf(about, { home, reason, said, when }), push };
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

interface Parts {
  home: string;
  reason: string;
  said: string;
  when: string;
}

/** The link is never shortened; the name of the home keeps at least 20 letters, and the sentence 30. */
function textOf({ home, reason, said, when, link }: Parts & { link: string | null }): string {
  const joined = (home: string, said: string): string => `${home}: ${reason}${said}${when}.${link === null ? "" : ` ${link}`}`;
  const [plainHome, plainSaid] = [transliterated(home), transliterated(said)];
  const whole = joined(plainHome, plainSaid);
  const excess = excessOf(whole);
  if (excess <= 0) return whole;
  const shortSaid = shortened(plainSaid, Math.max(30, [...plainSaid].length - excess));
  const still = excessOf(joined(plainHome, shortSaid));
  return still <= 0 ? joined(plainHome, shortSaid) : joined(shortened(plainHome, Math.max(20, [...plainHome].length - still)), shortSaid);
}

/** By how many letters a text is too long; 0 or less where it fits. */
function excessOf(text: string): number {
  const places = septets(text);
  return places === null ? text.length - mostOtherLetters : places - mostPlaces;
}

/** Cut after a word where there is one near, with "..." at the end. */
function shortened(text: string, most: number): string {
  const letters = [...text];
  if (letters.length <= most) return text;
  const start = letters.slice(0, most - 3).join("");
  const lastSpace = start.lastIndexOf(" ");
  return `${(lastSpace > start.length * 0.7 ? start.slice(0, lastSpace) : start).replace(/[\s,;:(-]+$/, "")}...`;
}

/** Lines around a link in an e-mail. */
const aboutLink = {
  contact: ["See what happened, and answer:", "Opening the page accepts nothing. You need no sign-in."],
  staff: ["Open it in Link Line:", "You sign in with your own account."],
  invited: ["Accept the invitation:", "The link works once, for seven days, and is for you alone."],
} as const;

function mailOf(
  { kind, homeName, timezone, at, name, link, needsSignIn }: About,
  { home, reason, said, when }: Parts,
): { subject: string; body: string } {
  const [before, after] = aboutLink[kind === "invitation" ? "invited" : needsSignIn ? "staff" : "contact"];
  const lines = [
    `${homeName === null ? "" : `${home}: `}${reason}${said}.`,
    "",
    `When: ${wallDate(at, timezone)} ${wallClock(at, timezone)} (${timezone})`,
    ...(homeName === null ? [] : [`Where: ${home}`]),
    ...(link === null ? [] : ["", before, link, "", after]),
    "",
    `Link Line sent this to ${oneLine(name)}. Replies to this address are not read.`,
    "",
  ];
  return { subject: shortened(`${home}: ${reason}${said}${when}`, 150), body: lines.join("\n") };
}

/** A name with a line break in it must not look like a second header or sentence, and one with a mark of direction must not turn the link round. */
const oneLine = (text: string): string =>
  text
    .replace(/\p{Bidi_Control}/gu, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
