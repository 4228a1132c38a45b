import type { Plan, PlanTemplate } from "#domain/plan.ts";
import { type HomePlan, homePlan } from "../simulation/homePlan.ts";

/** An invented home of the demo. Its devices are those of `homePlan`, and one button that only the reader presses. */
export interface DemoHomePlan extends HomePlan {
  mode: "live" | "test";
  template: PlanTemplate;
  /** The settings in which its plan differs from the template. */
  rules: Plan["rules"];
  /** Of its ordinary life. */
  seed: number;
}

/** The button of each demo home that no simulation presses: `mosquitto_pub` uses it. */
export const spareButton = "Spare pendant";

/** A demo stops for days and starts again, and its devices must not count as silent then: the longest interval that a device may have. */
const weekSeconds = 604_800;

type Invented = Pick<HomePlan, "name" | "address" | "phone" | "accessNotes" | "people" | "contacts">;

const marsh: Invented = {
  name: "Edith Marsh, 12 Mill Lane",
  address: "12 Mill Lane, ground floor",
  phone: "020 7946 0112",
  accessNotes: "Ring twice, and wait: she walks slowly. Hugo and Kamala have keys.",
  people: [{ name: "Edith Marsh", communication: "hard of hearing, left ear", notes: "living with dementia, gets up at night" }],
  contacts: [
    { name: "Hugo Marsh", relation: "son", phone: "01632 960114", keyholder: true, channels: [{ type: "text", address: "01632 960114" }] },
    {
      name: "Kamala Grove",
      relation: "neighbour",
      phone: "01632 960127",
      keyholder: true,
      channels: [{ type: "text", address: "01632 960127" }],
    },
  ],
};

const alder: Invented = {
  name: "Ada and Bruno Alder, 3 Church Walk",
  address: "3 Church Walk",
  phone: "020 7946 0203",
  accessNotes: "The key safe is beside the garden door, code 4711.",
  people: [
    { name: "Ada Alder", communication: "", notes: "walks with a frame, has fallen before" },
    { name: "Bruno Alder", communication: "speaks slowly after a stroke, needs time", notes: "takes a blood thinner" },
  ],
  contacts: [
    {
      name: "Irene Alder",
      relation: "daughter",
      phone: "01632 960203",
      keyholder: true,
      channels: [{ type: "text", address: "01632 960203" }],
    },
  ],
};

const rowan: Invented = {
  name: "Dilip Rowan, 41 Station Road",
  address: "41 Station Road, first floor",
  phone: "020 7946 0341",
  people: [{ name: "Dilip Rowan", communication: "signs, does not speak; answers text messages", notes: "oxygen at home" }],
  contacts: [
    {
      name: "Farid Rowan",
      relation: "brother",
      phone: "01632 960318",
      keyholder: false,
      channels: [{ type: "text", address: "01632 960318" }],
    },
    { name: "Greta Dale", relation: "carer on weekdays", phone: "01632 960322", keyholder: true },
  ],
};

const heath: Invented = {
  name: "Lewis and Clara Heath, 7 Harbour View",
  address: "7 Harbour View",
  phone: "020 7946 0407",
  accessNotes: "Left of the post box. The door sticks: push at the top.",
  people: [
    { name: "Lewis Heath", communication: "prefers to be called by first name", notes: "home from hospital after a hip operation" },
    { name: "Clara Heath", communication: "", notes: "" },
  ],
  contacts: [
    {
      name: "Jonas Heath",
      relation: "grandson",
      phone: "01632 960441",
      keyholder: true,
      channels: [{ type: "text", address: "01632 960441" }],
    },
  ],
};

const training: Invented = { name: "Training flat", address: "In the monitoring centre, room 2", people: [], contacts: [] };

/** Rings for each time out of bed, so that a supervisor can try in a back-test what the usual setting changes. */
const ringsForEachTrip = { nightWandering: { advisoryAt: "outOfBed" } };
/** Short enough that the demo's open door rings while a visitor watches. */
const doorAfterTwoMinutes = { doorOpen: { dayMinutes: 2, nightMinutes: 2 } };

function planned(
  seed: number,
  invented: Invented,
  mode: DemoHomePlan["mode"],
  template: PlanTemplate,
  rules: Plan["rules"] = {},
): DemoHomePlan {
  const usual = homePlan(seed, 0, "").devices.map((device) => ({ ...device, expectedIntervalSeconds: weekSeconds }));
  const spare = { name: spareButton, kind: "button", room: "Bedroom", outside: false, expectedIntervalSeconds: weekSeconds } as const;
  return { ...invented, timezone: "", devices: [...usual, spare], mode, template, rules, seed };
}

/** Every home of the demo. Phone numbers are from the ranges that Ofcom reserves for drama. */
export const demoHomePlans: readonly DemoHomePlan[] = [
  planned(1, marsh, "live", "dementia", ringsForEachTrip),
  planned(2, alder, "live", "falls"),
  planned(3, rowan, "live", "basic"),
  planned(4, heath, "live", "hospital", doorAfterTwoMinutes),
  planned(5, training, "test", "dementia"),
];
