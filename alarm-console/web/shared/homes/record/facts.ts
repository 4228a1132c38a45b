import { dateWords } from "../../clock/wallTime.ts";
import { intervalText } from "../../homeDetails/devices/deviceProblems.ts";
import type { DeviceDetail, HomeDetail, PersonDetail } from "../../homeDetails/home.ts";
import { channelText, hoursText } from "../../homeDetails/people/contactWords.ts";
import { birthText } from "../../homeDetails/people/personWords.ts";

/** A line of the record: what, and what it says. `due`: it needs work. */
export interface Fact {
  title: string;
  words: string;
  due?: boolean;
}

/** Without the facts that are empty. */
const said = (facts: readonly (Fact | [title: string, words: string | null])[]): Fact[] =>
  facts.map((one) => ("title" in one ? one : { title: one[0], words: one[1] ?? "" })).filter(({ words }) => words !== "");

const today = (): string => new Date().toISOString().slice(0, 10);

export function homeFacts({ area, contract, reference, what3words, coordinates, timezone, hasAccessNotes }: HomeDetail): Fact[] {
  return said([
    ["Area of responders", area],
    ["Council or scheme", contract],
    ["what3words", what3words],
    ["Coordinates", coordinates === null ? "" : `${coordinates.latitude}, ${coordinates.longitude}`],
    ["Reference", reference],
    ["Time zone", timezone],
    { title: "Access notes, key safe", words: hasAccessNotes ? "recorded" : "none recorded" },
  ]);
}

export function personFacts({ dateOfBirth, gp, nhsNumber, consents }: PersonDetail): Fact[] {
  return said([
    ["Born", dateOfBirth === null ? "" : birthText(dateOfBirth, today())],
    ["GP", gp],
    ["NHS number", nhsNumber],
    ...consents.map(({ to, by, on, reviewOn }): Fact => {
      const due = reviewOn !== null && reviewOn <= today();
      const again = reviewOn === null ? "" : `; ask again ${due ? "was due" : "on"} ${dateWords(reviewOn)}`;
      return { title: "Agreed to", words: `${to} (${by}, ${dateWords(on)}${again})`, due };
    }),
  ]);
}

export function contactFacts(contact: HomeDetail["contacts"][number]): Fact[] {
  const { place, relation, phone, keyholder, powerOfAttorney, distanceMinutes, language, hours, channels, checkedOn, checkOverdue } =
    contact;
  return said([
    ["Called", `${place === 1 ? "first" : `as number ${place}`}, ${relation}, ${phone}`],
    ["Key", keyholder ? "holds a key" : ""],
    ["Power of attorney", powerOfAttorney ? "holds a lasting power of attorney" : ""],
    ["Distance", distanceMinutes === null ? "" : `${distanceMinutes} minutes`],
    ["Language", language],
    ["May be called", hours === null ? "at any hour" : hoursText(hours)],
    ["Notified by", channels.map(channelText).join("; ")],
    {
      title: "Details checked",
      words: checkedOn === null ? "never" : dateWords(checkedOn) + (checkOverdue ? ", over a year ago" : ""),
      due: checkOverdue,
    },
  ]);
}

export function deviceFacts(device: DeviceDetail): Fact[] {
  const {
    model,
    serial,
    location,
    installedOn,
    replacedOn,
    batteryType,
    network,
    alsoReports,
    externalId,
    hasLogin,
    expectedIntervalSeconds,
  } = device;
  return said([
    ["Kind", [device.kind, ...alsoReports].join(", ")],
    ["Where", [device.room, location].filter((part) => part !== "").join(", ")],
    ["Model", model],
    ["Serial number", serial],
    ["Installed", installedOn === null ? "" : dateWords(installedOn)],
    ["Replaced", replacedOn === null ? "" : dateWords(replacedOn)],
    ["Battery", batteryType],
    ["Network", network],
    ["Reports", expectedIntervalSeconds === null ? "" : `at least every ${intervalText(expectedIntervalSeconds)}`],
    ["At its gateway", externalId],
    { title: "Login", words: hasLogin ? "" : "none yet: it cannot connect", due: true },
  ]);
}
