import type { Contact, ContactChannel } from "#domain/record/contactFields.ts";

type Hours = NonNullable<Contact["hours"]>;

const dayWords: Readonly<Record<string, string>> = {
  ...{ mon: "Monday", tue: "Tuesday", wed: "Wednesday", thu: "Thursday", fri: "Friday", sat: "Saturday", sun: "Sunday" },
};
const allDays = 7;

/** "18:00 to 22:00 daily; 09:00 to 12:00 Saturday, Sunday". */
export const hoursText = (hours: Hours): string =>
  hours
    .map(({ from, to, days }) => {
      const when = days.length === allDays ? "daily" : days.map((day) => dayWords[day] ?? day).join(", ");
      return `${from === to ? "all day" : `${from} to ${to}`} ${when}`;
    })
    .join("; ");

const channelWords: Readonly<Record<string, string>> = { text: "text", email: "e-mail", voice: "voice call" };
const purposeWords: Readonly<Record<string, string>> = { alarms: "alarms", planReview: "the review of a plan", devices: "devices" };

/** "text to 07700 900001 (for alarms)". */
export function channelText({ type, address, purposes = [] }: ContactChannel): string {
  const what = purposes.length === 0 ? "" : ` (for ${purposes.map((one) => purposeWords[one] ?? one).join(", ")})`;
  return `${channelWords[type] ?? type} to ${address}${what}`;
}

/** What an operator should know before the call, shortest first: ["12 min away", "power of attorney", "speaks Polish", "may be called 18:00 to 22:00 daily"]. */
export const contactNotes = ({ distanceMinutes, powerOfAttorney, language, hours }: Contact): string[] => [
  ...(distanceMinutes === null ? [] : [`${distanceMinutes} min away`]),
  ...(powerOfAttorney ? ["power of attorney"] : []),
  ...(language === "" ? [] : [`speaks ${language}`]),
  ...(hours === null ? [] : [`may be called ${hoursText(hours)}`]),
];
