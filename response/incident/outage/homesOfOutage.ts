import { callDeviceKinds } from "#domain/outage/highRisk.ts";

/** Parts of statements about homes (`h`) and open outages (`o`). A test home, and the canary's, is in no outage. */

/** The mobile network of a home: that of its devices, as the record says; empty where it does not. */
const networkOf = (home: string): string =>
  `coalesce((SELECT max(d.details ->> 'network') FROM device d WHERE d.home_id = ${home}.id AND d.ended_at IS NULL), '')`;

/** The family of the gateway in a home, such as zigbee2mqtt; empty where it has none. */
const familyOf = (home: string): string =>
  `coalesce((SELECT max(g.family) FROM gateway g WHERE g.home_id = ${home}.id AND g.ended_at IS NULL), '')`;

/** The values of a home (`h`) for each possible cause but `all`. "SW1A 1AA" is in the district SW1A. */
export const valuesOfHome = `jsonb_build_object('family', ${familyOf("h")}, 'network', ${networkOf("h")}, 'area', h.area, 'district', split_part(h.postcode, ' ', 1))`;

export const isCounted = `h.mode = 'live' AND NOT h.canary`;

/** Whether the cause of `o` is one for the home `h`. */
export const isCovered = `(o.cause = 'all' OR o.value <> '' AND o.value = (${valuesOfHome}) ->> o.cause)`;

/** The risk of the people in a home: that of the person most at risk. */
export const riskOf = (home: string): string => `coalesce((SELECT max(risk) FROM person WHERE person.home_id = ${home}), 0)`;

/** Of several open outages of a home the narrowest counts. */
export const narrowestFirst = `array_position(ARRAY['district', 'area', 'network', 'family', 'all'], o.cause)`;

const callKinds = callDeviceKinds.map((kind) => `'${kind}'`).join(", ");
/** Whether a person calls for help with the device of that row. */
export const isCallDevice = (device: string): string =>
  `(${device}.kind IN (${callKinds}) OR ${device}.also_reports && ARRAY[${callKinds}])`;

/**
 * When a silence that the outage `o` holds back rings: at `until`, or later while a person works on the outage, but never later than the limit. `heldAt`:
 * since when it is held.
 */
export const ringsAt = (heldAt: string, until: string): string =>
  `least(greatest(${until}, o.worked_until), ${heldAt} + o.longest_hold_minutes * interval '1 minute')`;

export const ms = (place: number): string => `to_timestamp($${place}::float8 / 1000)`;

/**
 * Whether the device of an open silence alarm (`a`) is still silent. One on the technical list ends with its cause. One that rings stays open until a
 * person closes it: its device was heard if the end of the episode is newer than its last ring.
 */
export const isStillSilent = `(a.technical OR NOT coalesce((
  SELECT s.details ? 'ends' FROM case_timeline s
   WHERE s.alarm_id = a.id AND (s.event IN ('raised', 'rangAgain', 'priorityRaised') OR s.details ? 'ends') ORDER BY s.id DESC LIMIT 1), false))`;
