import { asHomeId } from "#domain/ids.ts";
import type { ContactChannel } from "#domain/record/contactFields.ts";
import type { Json, TestService } from "../setup/service.ts";

/** A home whose daughter and son can open the page of its alarm. */
export interface FamilyHome {
  homeId: string;
  /** Water on the floor: an urgent alarm. */
  leak(): Promise<void>;
  /** A press of the pendant: a critical alarm. */
  press(): Promise<void>;
  /** The newest case of the home. */
  case(): Promise<Json>;
  /** The path of the page for the first or second contact, of the newest case. */
  pathFor(place: 1 | 2): Promise<string>;
}

export const daughter = { name: "Amina Osei", relation: "daughter", phone: "+44 20 7946 0001" };
export const son = { name: "Daniel Osei", relation: "son", phone: "+44 20 7946 0002" };

export async function familyHome(town: TestService, name: string, channels: ContactChannel[] = []): Promise<FamilyHome> {
  const contacts = [daughter, son].map((one) => ({ ...one, channels }));
  const { id } = await town.home({ name, people: [{ name: "Grace Osei", notes: "oxygen at home" }], contacts });
  const detector = await town.device(id, { kind: "flood", name: "Leak sensor", room: "Kitchen" });
  const pendant = await town.device(id, { kind: "button", name: "Pendant", room: "Hall" });
  const [leaking, pressing] = [await town.unit(detector), await town.unit(pendant)];
  let seq = 0;
  const send = async (unit: typeof leaking, topic: string, reading: object) =>
    void (await unit.publishAsync(topic, JSON.stringify({ ...reading, seq: ++seq, boot: "b" }), { qos: 1 }));
  let caseId = "";
  const newest = async (): Promise<Json> => {
    const open = await town.call("operator", "GET", `/api/v1/cases?home=${id}`);
    caseId = open.body.items[0]?.id ?? caseId;
    return (await town.call("operator", "GET", `/api/v1/cases/${caseId}`)).body;
  };
  return {
    homeId: id,
    leak: () => send(leaking, detector.mqtt.topic, { kind: "flood", detected: true }),
    press: () => send(pressing, pendant.mqtt.topic, { kind: "button", pressed: true }),
    case: newest,
    async pathFor(place) {
      await newest();
      const contactId = town.service.registry.contactsOf(asHomeId(id)).find((one) => one.place === place)?.id ?? "";
      return new URL(town.service.linkFor({ caseId, contactId })).pathname;
    },
  };
}
