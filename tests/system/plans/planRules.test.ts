import { beforeAll, describe, expect, test } from "vitest";
import { planTemplates } from "#domain/plan.ts";
import type { Json } from "../setup/service.ts";
import { planTown } from "./planTown.ts";

const { town, propose } = await planTown();

describe("the rules and templates that a plan is made from", () => {
  let rules: Json[];
  beforeAll(async () => {
    rules = (await town.call("installer", "GET", "/api/v1/plan-rules")).body.items;
  });
  const rule = (name: string): Json => rules.find((one) => one.name === name);

  test("each rule is described with titles, units and ranges that a page can show", () => {
    expect(rule("bedExit")).toMatchObject({
      title: "Left bed and not back",
      guardsLife: false,
      housekeeping: false,
      needs: ["a bed sensor"],
    });
    expect(rule("bedExit").settings[0]).toEqual({
      name: "exitMinutes",
      title: expect.stringMatching(/^[A-Z]/),
      unit: "min",
      type: "integer",
      minimum: 1,
      maximum: 240,
      options: null,
      default: 20,
    });
    expect(rule("sosPress")).toMatchObject({ guardsLife: true, settings: [] });
    const settings = new Map(rule("nightWandering").settings.map((one: Json) => [one.name, one]));
    expect(settings.get("advisoryAt")).toMatchObject({ type: "choice", options: ["outOfBed", "movement"], default: "outOfBed" });
    expect(settings.get("morningFrom")).toMatchObject({ type: "time", default: "06:00" });
    expect(settings.get("windows")).toMatchObject({ type: "list", options: null, default: ["night"] });
  });

  test("every setting has a title and a default", () => {
    for (const { name, settings, explains } of rules) {
      expect(explains, name).toMatch(/\.$/);
      for (const one of settings) {
        expect(one.title, `${name}.${one.name}`).toMatch(/^[A-Z].* /);
        expect(one.default, `${name}.${one.name}`).not.toBeUndefined();
      }
    }
  });

  test("every template is a valid plan", async () => {
    const { items } = (await town.call("operator", "GET", "/api/v1/plan-templates")).body;
    expect(items.map(({ template }: Json) => template)).toEqual([...planTemplates]);
    const { id } = await town.home();
    for (const { plan } of items) {
      const { status, body } = await propose(id, plan);
      expect(body.error, plan.name).toBeUndefined();
      expect(status).toBe(201);
      expect(body).toMatchObject({ plan, unread: [] });
    }
  });
});
