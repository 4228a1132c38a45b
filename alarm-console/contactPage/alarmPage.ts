import { priorityWords, reachedWords } from "#domain/carers/alarmWords.ts";
import { isKnownFrom } from "#domain/text.ts";
import { wallClock, wallDate } from "#domain/time/wallClock.ts";
import type { ContactCase } from "#response/notify/contactCase.ts";
import { type Html, html } from "./html.ts";
import { callButtons, pageOf } from "./page.ts";

export interface AlarmPage {
  case: ContactCase;
  /** Epoch ms. */
  now: number;
  centrePhone: string | null;
  /** The contact pressed a button after the case was closed. */
  wasTooLate: boolean;
  /** The address of this page, for its buttons. */
  path: string;
}

/** The page of a case for one contact. */
export function alarmPage(page: AlarmPage): string {
  const { case: shown, now } = page;
  const [first, ...more] = shown.alarms;
  const at = (instant: number): string => clockText(instant, now, shown.timezone);
  return pageOf({
    title: shown.state === "closed" ? "Alarm closed" : "Alarm",
    asOf: wallClockSeconds(now, shown.timezone),
    main: html`
<p class="priority ${shown.priority}">${priorityWords[shown.priority]}</p>
<h1>${first?.sentence ?? "Alarm"}</h1>
${more.length > 0 && html`<ul class="more">${more.map(({ sentence }) => html`<li>${sentence}</li>`)}</ul>`}
<dl>
<div><dt>Where</dt><dd>${[...shown.people.filter((name) => !isKnownFrom(shown.homeName, name)), shown.homeName].join(", ")}</dd></div>
<div><dt>Since</dt><dd>${at(shown.openedAt)}${ringsText(shown)}</dd></div>
</dl>
${status(page, at)}
${answers(page)}
${callButtons(page.centrePhone)}
<h2>Who was notified</h2>
<ul class="notified"><li>You, ${shown.contact.name}</li>${shown.notified.map(({ name, reached }) => html`<li>${name}: ${reachedWords[reached]}</li>`)}</ul>
<h2>What happened</h2>
<ol class="entries">${shown.entries.map((entry) => html`<li><time>${at(entry.at)}</time> ${entry.text}</li>`)}</ol>`,
  });
}

/** What is the state of the case, and who has it. The script reads it out when it changes. */
function status({ case: shown, wasTooLate }: AlarmPage, at: (instant: number) => string): Html {
  const [headline, ...sentences] = statusWords(shown, at);
  const late =
    wasTooLate && shown.state === "closed" && "Your answer came after the alarm was closed. It changes nothing, and you need do nothing.";
  return html`<div id="status" class="status ${statusKind(shown)}"><h2>${headline ?? ""}</h2>
${[late, ...sentences].map((one) => one !== false && html`<p>${one}</p>`)}</div>`;
}

function statusKind({ state, accepted, centreSince }: ContactCase): string {
  if (state === "closed") return "over";
  return state !== "waiting" || accepted !== null || centreSince !== null ? "taken" : "open";
}

function statusWords(shown: ContactCase, at: (instant: number) => string): string[] {
  const { state, accepted, contact, heldSince, closedAt, centreSince } = shown;
  if (state === "closed") {
    const outcomes = [...new Set(shown.alarms.flatMap(({ outcome }) => outcome ?? []))];
    return [`Closed at ${at(closedAt ?? 0)}`, ...(outcomes.length > 0 ? [`${outcomes.join("; ")}.`] : [])];
  }
  const isMine = accepted?.id === contact.id;
  const answered = ownAnswer(shown, at);
  if (state !== "waiting") {
    const headline = heldSince === null ? "Link Line has taken this alarm" : `Link Line took this alarm at ${at(heldSince)}`;
    return [headline, ...answered, ...(accepted !== null && !isMine ? [`${accepted.name} said “I’m on it” at ${at(accepted.at)}.`] : [])];
  }
  if (accepted !== null) {
    const who = isMine ? "You" : accepted.name;
    const said = `${who} said “I’m on it” at ${at(accepted.at)}`;
    const centre = centreSince === null ? [] : ["This may be a danger to life, so Link Line is being alerted as well."];
    if (accepted.askedAt !== null)
      return [isMine ? "Are you still on it?" : `${who} was asked again`, `${said}. The alarm is still open.`, ...centre];
    return [said, ...(isMine ? ["If you cannot help after all, hand it to Link Line."] : answered), ...centre];
  }
  if (centreSince !== null)
    return [`Waiting for Link Line since ${at(centreSince)}`, "No operator has taken it yet. If you can help, say so.", ...answered];
  return ["No one has taken this yet", "If no one says “I’m on it”, the next contact is notified, and then Link Line."];
}

/** "I'm on it" that this contact said while another person was first, or before the centre took over. */
const ownAnswer = ({ answeredAt }: ContactCase, at: (instant: number) => string): string[] =>
  answeredAt === null ? [] : [`You said “I’m on it” at ${at(answeredAt)}.`];

/** The buttons that make sense now. Each is a separate form, so that the page works without its script. */
function answers({ case: { state, accepted, contact, centreSince, answeredAt }, path }: AlarmPage): Html {
  if (state === "closed") return html``;
  const isMine = accepted?.id === contact.id;
  const isSettled = isMine && accepted?.askedAt === null;
  const words = isMine ? "I’m still on it" : accepted === null ? "I’m on it" : "I’m on it too";
  const hasSaid = !isMine && accepted !== null && (answeredAt ?? 0) >= accepted.at;
  const withCentre = state !== "waiting" || (centreSince !== null && !isMine);
  return html`${!isSettled && !hasSaid && answer(`${path}/accept`, "accept", words)}
${!withCentre && answer(`${path}/hand-over`, "hand-over", "Hand to Link Line")}`;
}

const answer = (action: string, id: string, words: string): Html =>
  html`<form method="post" action="${action}"><button id="${id}">${words}</button></form>`;

function ringsText({ alarms }: ContactCase): string {
  const rings = alarms.reduce((sum, one) => sum + one.rings, 0);
  return rings > 1 ? `, rang ${rings} times` : "";
}

const day = (instant: number, timezone: string): string =>
  new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: timezone }).format(instant);

/** "02:14", or "02:14 on Tuesday 1 December" on another day. */
const clockText = (instant: number, now: number, timezone: string): string =>
  wallDate(instant, timezone) === wallDate(now, timezone)
    ? wallClock(instant, timezone)
    : `${wallClock(instant, timezone)} on ${day(instant, timezone)}`;

const wallClockSeconds = (instant: number, timezone: string): string =>
  new Intl.DateTimeFormat("en-GB", { timeStyle: "medium", timeZone: timezone }).format(instant);
