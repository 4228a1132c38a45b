import { afterAll, beforeAll, expect, test } from "vitest";
import type { EscalationPolicy } from "#domain/answering/escalation.ts";
import { planTemplates } from "#domain/plan.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

let town: TestService;
beforeAll(async () => {
  town = await startTestService();
});
afterAll(() => town.stop());

const amina = {
  name: "Amina Osei",
  relation: "daughter",
  phone: "020 7946 0001",
  channels: [
    { type: "text", address: "020 7946 0001" },
    { type: "email", address: "amina@mail.example" },
  ],
};
const daniel = { name: "Daniel Osei", relation: "son", phone: "020 7946 0002" };
const planWith = (urgent: EscalationPolicy) => ({ name: "Carer first", rules: {}, escalation: { urgent } });
const faultsOf = ({ status, body }: { status: number; body: Json }): [string, string][] => {
  expect(status).toBe(422);
  return body.error.details.map(({ path, message }: { path: string; message: string }) => [path, message]);
};
const register = (home: object) => town.call("admin", "POST", "/api/v1/homes", { name: "3 Harbour Street", ...home });

/** Policies that could reach no one, with the fault of each. */
const unreachable: [EscalationPolicy, string, string][] = [
  [[{ notify: [3], waitSeconds: 60 }], "plan.escalation.urgent.0.notify.0", "the home has no contact 3; it has 2"],
  [[{ notify: ["centre", 3], waitSeconds: 60 }], "plan.escalation.urgent.0.notify.1", "the home has no contact 3; it has 2"],
  [
    [{ notify: [1], channels: ["push", "voice"], waitSeconds: 60 }],
    "plan.escalation.urgent.0.channels",
    "Amina Osei has no push or voice call",
  ],
  [
    [
      { notify: [1], waitSeconds: 60 },
      { notify: [2], waitSeconds: 60 },
    ],
    "plan.escalation.urgent.1.notify",
    "Daniel Osei cannot be notified: add a channel, or the centre to this step",
  ],
];

test("addresses of contacts are checked and stored in one form; a contact without any stays allowed", async () => {
  const made = await register({ contacts: [amina, daniel] });
  expect(made.status).toBe(201);
  expect(made.body.contacts).toMatchObject([
    {
      phone: "020 7946 0001",
      channels: [
        { type: "text", address: "+442079460001" },
        { type: "email", address: "amina@mail.example" },
      ],
    },
    { channels: [] },
  ]);
  const wrong = { ...amina, channels: [amina.channels[0], { type: "voice", address: "01" }, { type: "email", address: "amina" }] };
  expect(faultsOf(await register({ contacts: [daniel, wrong] })).map(([path]) => path)).toEqual([
    "contacts.1.channels.1.address",
    "contacts.1.channels.2.address",
  ]);
});

test("numbers without a country are of the country of the setting", async () => {
  const dublin = await startTestService({ env: { LINKLINE_COUNTRY: "IE" } });
  try {
    const { body } = await dublin.call("admin", "POST", "/api/v1/homes", {
      name: "Quay",
      contacts: [{ ...daniel, channels: [{ type: "text", address: "020 910 0000" }] }],
    });
    expect(body.contacts[0].channels).toEqual([{ type: "text", address: "+353209100000" }]);
  } finally {
    await dublin.stop();
  }
});

test.each(unreachable)(
  "a policy that could reach no one is refused when a home is registered, a plan proposed or put live: %j",
  async (policy, path, message) => {
    const plan = planWith(policy);
    expect(faultsOf(await register({ contacts: [amina, daniel], plan }))).toEqual([[path, message]]);
    const { body: home } = await register({ contacts: [amina, daniel] });
    expect(faultsOf(await town.call("supervisor", "POST", `/api/v1/homes/${home.id}/plan`, { plan, why: "Asked for" }))).toEqual([
      [path, message],
    ]);
    expect(faultsOf(await town.call("supervisor", "POST", `/api/v1/homes/${home.id}/plan/backtest`, { plan }))).toEqual([[path, message]]);
    expect((await town.call("supervisor", "GET", `/api/v1/homes/${home.id}/plan`)).body.version).toBe(0);
  },
);

test("a policy that reaches someone goes live: a contact without channels beside one with, or before the centre in one step", async () => {
  const { body: home } = await register({ contacts: [amina, daniel] });
  const policy: EscalationPolicy = [
    { notify: [1, 2], waitSeconds: 60 },
    { notify: [1], channels: ["voice", "text"], waitSeconds: 120 },
    { notify: [2, "centre"], waitSeconds: 60 },
    { notify: ["supervisor"], waitSeconds: 60 },
  ];
  const { status, body } = await town.call("supervisor", "POST", `/api/v1/homes/${home.id}/plan`, {
    plan: planWith(policy),
    why: "Asked for",
  });
  expect(status).toBe(201);
  expect(body.plan.escalation).toEqual({ urgent: policy });
});

test("every template fits a home without contacts", async () => {
  for (const plan of planTemplates) {
    const { status, body } = await register({ plan });
    expect(status).toBe(201);
    expect((await town.call("supervisor", "GET", `/api/v1/homes/${body.id}/plan`)).body.plan.escalation).toEqual({});
  }
});
