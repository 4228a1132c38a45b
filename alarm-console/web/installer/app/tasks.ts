import { wallDay } from "../../shared/clock/wallTime.ts";
import { entitiesOf, homeOf, type Job, textOf } from "./store/job.ts";
import type { CommissioningView } from "./walkTest/commissioningView.ts";

/** One line of the list. `toDo`: something is missing, and `words` says what. `optional`: a home may do without it. */
export interface Task {
  title: string;
  href: string;
  state: "toDo" | "done" | "optional";
  words: string;
}

const toDo = (words = "To do") => ({ state: "toDo" as const, words });
const done = (words = "Done") => ({ state: "done" as const, words });

/**
 * What is left to do in a home. It follows from the record alone, as the service has it and with what this phone has not sent yet, so each phone shows
 * the same. `view` null: the service has not answered.
 */
export function tasksOf(job: Job, view: CommissioningView | null): Task[] {
  const path = `#/job/${job.key}`;
  const home = homeOf(job);
  const [people, contacts, devices] = [entitiesOf(job, "person"), entitiesOf(job, "contact"), entitiesOf(job, "device")];
  const hasPlan = view?.plan != null || job.template !== null;
  return [
    { title: "Address", href: `${path}/q/address`, ...addressState(job) },
    {
      title: "Telephone of the home",
      href: `${path}/q/phone`,
      ...(textOf(home, "phone") === "" ? { state: "optional" as const, words: "None" } : done()),
    },
    { title: "How a responder gets in", href: `${path}/q/access`, ...accessState(job) },
    { title: "People and consent", href: people.length === 0 ? `${path}/q/person` : `${path}/another/person`, ...consentState(job) },
    {
      title: "Contacts",
      href: contacts.length === 0 ? `${path}/q/contact` : `${path}/another/contact`,
      ...(contacts.length === 0 ? toDo() : done(counted(contacts.length, "contact"))),
    },
    { title: "Plan", href: `${path}/plan`, ...(hasPlan ? done("Chosen") : toDo()) },
    { title: "Devices", href: `${path}/devices`, ...(devices.length === 0 ? toDo() : done(counted(devices.length, "device"))) },
    { title: "Walk test", href: `${path}/walk-test`, ...walkTestState(view) },
    {
      title: "Handover",
      href: `${path}/handover`,
      ...(view?.handover == null ? toDo() : done(`Signed ${wallDay(view.handover.at)}`)),
    },
  ];
}

const counted = (count: number, noun: string): string => (count === 1 ? `1 ${noun}` : `${count} ${noun}s`);

function addressState(job: Job): Pick<Task, "state" | "words"> {
  const home = homeOf(job);
  if (textOf(home, "name") === "") return toDo();
  return textOf(home, "postcode") === "" ? toDo("Postcode missing") : done();
}

function accessState(job: Job): Pick<Task, "state" | "words"> {
  const { hasAccessNotes, keySafe, accessNotes } = homeOf(job)?.fields ?? {};
  if (hasAccessNotes === true || keySafe || accessNotes) return done();
  return entitiesOf(job, "contact").some(({ fields }) => fields.keyholder === true) ? done("A contact has a key") : toDo();
}

function consentState(job: Job): Pick<Task, "state" | "words"> {
  const people = entitiesOf(job, "person");
  const agreed = people.filter(({ fields }) => ((fields.consents ?? []) as unknown[]).length > 0).length;
  if (people.length === 0) return toDo();
  if (agreed === people.length) return done(people.length === 1 ? "1 person" : `${people.length} people`);
  return toDo(agreed === 0 ? "No consent yet" : `${agreed} of ${people.length} agreed`);
}

function walkTestState(view: CommissioningView | null): Pick<Task, "state" | "words"> {
  const [all, tested] = [view?.devices.length ?? 0, view?.devices.filter((one) => one.tested !== null).length ?? 0];
  if (tested === 0) return toDo();
  return tested === all ? done(`${tested} of ${all} tested`) : toDo(`${tested} of ${all} tested`);
}

/** "Not pressed: Pendant, Hall; Smoke alarm, Kitchen." */
export const notPressedText = (devices: readonly { name: string; room: string }[]): string =>
  `Not pressed: ${devices.map(({ name, room }) => (room === "" ? name : `${name}, ${room}`)).join("; ")}.`;

/** What a home lacks that is made live now, one sentence each. What the handover of this commissioning names already is not asked again. */
export function doubtsOf({ devices, handover, since }: CommissioningView): string[] {
  const signedNow = handover !== null && since !== null && handover.at >= since ? handover : null;
  const untested = devices.filter(({ id, tested }) => tested === null && !(signedNow?.leftUntested.includes(id) ?? false));
  return [
    ...(devices.length === 0 ? ["No device is registered: nothing in this home can call."] : []),
    ...(untested.length === 0 ? [] : [`${notPressedText(untested)} Link Line does not know whether they work.`]),
    ...(handover === null ? ["No handover is signed."] : []),
  ];
}
