import type { DeviceKind } from "#domain/reading.ts";

/** A field that means something else in this model than in most. */
export type Meaning = "bedWhenClosed" | "bedWhenOccupied" | "chairWhenOccupied" | "bedByPressure";

interface Model {
  kinds: readonly [DeviceKind, ...DeviceKind[]];
  meanings?: Readonly<Record<string, Meaning>>;
}

const door: Model = { kinds: ["door"] };
const motion: Model = { kinds: ["motion"] };
const button: Model = { kinds: ["button"] };
const smoke: Model = { kinds: ["smoke"] };
const flood: Model = { kinds: ["flood"] };
const bedStrap: Model = { kinds: ["bed"], meanings: { occupancy: "bedWhenOccupied", presence: "bedWhenOccupied" } };

/**
 * What devices report, by the model that Zigbee2MQTT gives in its inventory. A model that is not here is understood by its fields; then staff
 * choose its kinds.
 */
const models: Readonly<Record<string, Model>> = {
  // Doors: contact.
  MCCGQ11LM: door,
  MCCGQ01LM: door,
  MCCGQ12LM: door,
  "SNZB-04": door,
  "SNZB-04P": door,
  DWS312: door,
  TS0203: door,
  E2013: door,
  // Movement: occupancy.
  RTCGQ11LM: motion,
  RTCGQ01LM: motion,
  "SNZB-03": motion,
  "SNZB-03P": motion,
  "PIR313-P": motion,
  TS0202: motion,
  "E1525/E1745": motion,
  "ZY-M100-24G": motion,
  // Radars that see a person and a fall.
  "MIR-HE200-TY": { kinds: ["fall", "motion"] },
  "HS2FD-EF1-3.0": { kinds: ["fall", "motion"] },
  FDS315: { kinds: ["fall", "motion"] },
  // Beds. The pad SPM915 reports `contact`: closed when a person lies on it.
  SPM915: { kinds: ["bed"], meanings: { contact: "bedWhenClosed" } },
  "ZG-210Z": { kinds: ["bed"], meanings: { pressure_state: "bedByPressure" } },
  TS0601_bed_presence_sensor: bedStrap,
  // Buttons.
  TS0215A_sos: button,
  TS0215A_remote: button,
  SEB01ZB: button,
  "HS1EB/HS1EB-E": button,
  "SNZB-01": button,
  "SNZB-01P": button,
  WXKG11LM: button,
  // Smoke, gas, carbon monoxide, water.
  "JTYJ-GD-01LM/BW": smoke,
  "JY-GZ-01AQ": smoke,
  TS0205: smoke,
  "HS1SA-E": smoke,
  "HS3SA/HS1SA": smoke,
  "HS1CG-E": { kinds: ["gas"] },
  "HS1CA-E": { kinds: ["co"] },
  SJCGQ11LM: flood,
  SJCGQ12LM: flood,
  TS0207_water_leak_detector: flood,
  "SNZB-05": flood,
  // Rooms.
  WSDCGQ11LM: { kinds: ["temperature"] },
  "SNZB-02": { kinds: ["temperature"] },
  "SNZB-02P": { kinds: ["temperature"] },
};

const known = new Map(Object.entries(models));

export const knownModels: readonly string[] = [...known.keys()];
export const kindsOfModel = (model: string): readonly DeviceKind[] | undefined => known.get(model)?.kinds;

/** What a field means in a device of this model that is registered for these kinds; undefined: what it means in most. */
export function meaningOf(model: string | null, kinds: readonly string[], field: string): Meaning | undefined {
  const byModel = model === null ? undefined : known.get(model);
  if (byModel !== undefined) return byModel.meanings?.[field];
  // Its model says nothing: what it is registered for does. A bed is not guessed from `contact`, which may be closed either way.
  if ((field !== "occupancy" && field !== "presence") || kinds.includes("motion")) return undefined;
  if (kinds.includes("bed")) return "bedWhenOccupied";
  return kinds.includes("chair") ? "chairWhenOccupied" : undefined;
}
