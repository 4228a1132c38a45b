import type { DeviceKind } from "#domain/reading.ts";
import { createRandom, type Random } from "./random.ts";

export interface PlannedDevice {
  name: string;
  kind: DeviceKind;
  room: string;
  outside: boolean;
  expectedIntervalSeconds: number;
}

/** A home as an installer would register it, with invented people. */
export interface HomePlan {
  name: string;
  address: string;
  /** The home's own number. */
  phone?: string;
  /** How a responder gets in. */
  accessNotes?: string;
  timezone: string;
  people: { name: string; communication: string; notes: string }[];
  contacts: {
    name: string;
    relation: string;
    phone: string;
    keyholder: boolean;
    channels?: { type: "text" | "email"; address: string }[];
  }[];
  devices: PlannedDevice[];
}

/** The names of the devices that ordinary life and the scenarios use; every planned home has them. */
export const standardDevices = {
  pendant: "Pendant",
  fall: "Fall detector",
  bed: "Bed sensor",
  bedroom: "Bedroom motion",
  hall: "Hall motion",
  bathroom: "Bathroom motion",
  kitchen: "Kitchen motion",
  living: "Living room motion",
  frontDoor: "Front door",
  temperature: "Thermometer",
} as const;

const firstNames = ["Ada", "Bruno", "Clara", "Dilip", "Edith", "Farid", "Greta", "Hugo", "Irene", "Jonas", "Kamala", "Lewis"] as const;
const lastNames = ["Alder", "Birch", "Cedar", "Dale", "Elm", "Fielding", "Grove", "Heath", "Marsh", "Rowan"] as const;
const streets = ["Mill Lane", "Orchard Road", "Station Road", "Church Walk", "Harbour View"] as const;
const ways = [
  "",
  "",
  "hard of hearing, left ear",
  "speaks slowly after a stroke, needs time",
  "prefers to be called by first name",
] as const;
const facts = ["", "walks with a frame", "living with dementia, gets up at night", "takes a blood thinner", "oxygen at home"] as const;

/** The same seed and number give the same home. */
export function homePlan(seed: number, number: number, timezone: string): HomePlan {
  const random = createRandom(seed, number, 1);
  const lastName = random.pick(lastNames);
  const person = `${random.pick(firstNames)} ${lastName}`;
  return {
    name: `${person}, ${random.whole(1, 90)} ${random.pick(streets)}`,
    address: `${random.pick(["Left of the post box", "Ring twice", "First floor", "Door on the garden side"])}`,
    timezone,
    people: [{ name: person, communication: random.pick(ways), notes: random.pick(facts) }],
    contacts: [
      {
        name: `${random.pick(firstNames)} ${lastName}`,
        relation: random.pick(["daughter", "son", "niece"]),
        phone: phone(random),
        keyholder: true,
      },
      {
        name: `${random.pick(firstNames)} ${random.pick(lastNames)}`,
        relation: "neighbour",
        phone: phone(random),
        keyholder: random.chance(0.5),
      },
    ],
    devices: devices(random),
  };
}

/** From the range that Ofcom reserves for drama: these numbers are never assigned. */
const phone = (random: Random): string => `01632 960${String(random.whole(0, 999)).padStart(3, "0")}`;

function devices(random: Random): PlannedDevice[] {
  const planned = (name: string, kind: DeviceKind, room: string, outside = false): PlannedDevice => ({
    name,
    kind,
    room,
    outside,
    expectedIntervalSeconds: 3600,
  });
  const d = standardDevices;
  return [
    planned(d.pendant, "button", ""),
    planned(d.fall, "fall", "Bathroom"),
    planned(d.bed, "bed", "Bedroom"),
    planned(d.bedroom, "motion", "Bedroom"),
    planned(d.hall, "motion", "Hall"),
    planned(d.bathroom, "motion", "Bathroom"),
    planned(d.kitchen, "motion", "Kitchen"),
    planned(d.living, "motion", "Living room"),
    planned(d.frontDoor, "door", "Hall", true),
    planned(d.temperature, "temperature", "Living room"),
    ...(random.chance(0.4) ? [planned("Garden door", "door", "Kitchen", true)] : []),
  ];
}
