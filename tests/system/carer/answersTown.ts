import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import { centreAt } from "../response/centre.ts";
import type { Json, TestService } from "../setup/service.ts";
import { type carerPhone, joinedCarer, tokenIn } from "./carerPhone.ts";

const names = ["Jonas Birch", "Meera Shah"];
const contacts = names.map((name, place) => {
  const phone = `+44163296020${place + 1}`;
  return { name, relation: "child", phone, channels: [{ type: "text" as const, address: phone }] };
});

/** A gateway that takes every text: what it gets is the subject of other tests. */
async function willingGateway(): Promise<Record<string, string>> {
  const server = createServer((request, response) => request.resume().on("end", () => response.end("{}"))).listen(0, "127.0.0.1");
  afterAll(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    LINKLINE_SMS_WEBHOOK_URL: `http://127.0.0.1:${port}/`,
    LINKLINE_SMS_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString("base64")}`,
  };
}

type Phone = ReturnType<typeof carerPhone>;

/** A person with one phone, who joins each home as the contact of that place: signing in often from one address is stopped. */
function carerAt(town: TestService, place: number): (homeId: string) => Promise<Phone> {
  let phone: Phone | null = null;
  return async (homeId) => {
    if (phone === null) {
      phone = await joinedCarer(town, homeId, "nights", place);
      return phone;
    }
    const { body } = await town.call("operator", "GET", `/api/v1/homes/${homeId}/carers`);
    const path = `/api/v1/homes/${homeId}/contacts/${body.items[place].contactId}/invitation`;
    const invited = await town.call("operator", "POST", path, { sees: "nights", agreedBy: "Edith Birch", by: "link" });
    await phone.send("POST", "/api/v1/carer/invitations/accept", { token: tokenIn(invited.body.link) });
    return phone;
  };
}

/** A centre whose homes have two carers with phones. It begins at 02:14:00 in the homes and stops at the end of the file. */
export async function answersTown() {
  const centre = await centreAt("2026-11-24T02:14:00Z", { ...(await willingGateway()), LINKLINE_CENTRE_PHONE: "+44 20 7946 0000" });
  const { town } = centre;
  const [jonasAt, meeraAt] = [carerAt(town, 0), carerAt(town, 1)];

  /** Who is out of bed for five minutes rings; the family is notified one after the other, also of a press. */
  const orchard = async () => {
    const ladder = [
      { notify: [1], waitSeconds: 180 },
      { notify: [2], waitSeconds: 180 },
      { notify: ["centre"], waitSeconds: 60 },
    ];
    const home = await centre.home({
      name: "4 Orchard Road",
      phone: "020 7946 0123",
      people: [{ name: "Edith Birch" }],
      contacts,
      plan: {
        name: "Nights",
        windows: [{ name: "night", from: "22:00", to: "07:00" }],
        rules: { bedExit: { exitMinutes: 5, movementAddsMinutes: 1, capMinutes: 5 }, sosPress: {}, environment: {} },
        escalation: { urgent: ladder, critical: ladder },
      },
    });
    const bed = await town.device(home.id, { kind: "bed", name: "Bed" });
    const unit = await town.unit(bed);
    let seq = 0;
    const says = async (occupied: boolean): Promise<void> =>
      void (await unit.publishAsync(bed.mqtt.topic, JSON.stringify({ kind: "bed", occupied, seq: ++seq, boot: "b" }), { qos: 1 }));
    return { ...home, says, jonas: await jonasAt(home.id), meera: await meeraAt(home.id) };
  };

  return {
    ...centre,
    orchard,
    /** A tap of a carer; `key` left out: a new one. */
    tap: (phone: Phone, caseId: string, answer: object, key: string = randomUUID()): Promise<{ status: number; body: Json }> =>
      phone.send("POST", `/api/v1/carer/cases/${caseId}/answers`, { key, ...answer }),
    newKey: (): string => randomUUID(),
  };
}
