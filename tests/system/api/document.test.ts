import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { web } from "#alarm-console/web.ts";
import { readingKinds } from "#domain/reading.ts";
import { startTestService, type TestService } from "../setup/service.ts";
import { contract, openCalls, withBody } from "./contract.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

interface Operation {
  summary?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; schema: Record<string, unknown> }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
}

describe("the OpenAPI document", () => {
  let document: {
    openapi: string;
    info: { description: string };
    paths: Record<string, Record<string, Operation>>;
    components: Record<string, Record<string, object>>;
  };
  beforeAll(async () => {
    document = (await service.call(null, "GET", "/api/openapi.json")).body;
  });
  const operation = (call: string): Operation => {
    const [method = "", path = ""] = call.split(" ");
    return document.paths[path]?.[method] as Operation;
  };

  test("lists every call and no other", () => {
    const calls = Object.entries(document.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
    expect(calls.sort()).toEqual([...contract].sort());
    expect(document.openapi).toBe("3.1.0");
  });

  test.each(contract)("%s documents its input and its answers", (call) => {
    const { summary, tags, parameters = [], requestBody, responses } = operation(call);
    expect(summary).toMatch(/^[A-Z].{5,}/);
    expect(tags).toHaveLength(1);
    const inPath = [...call.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(parameters.filter((one) => one.in === "path" && one.required).map(({ name }) => name)).toEqual(inPath);
    expect(requestBody?.content["application/json"]?.schema !== undefined).toBe(withBody.includes(call));
    for (const [status, { description, content }] of Object.entries(responses)) {
      expect(description).not.toBe("");
      const [schema] = Object.values(content ?? {}).map((one) => one.schema);
      if (Number(status) >= 400 && call !== "get /health/ready") expect(schema).toEqual({ $ref: "#/components/schemas/Error" });
      else expect(Object.keys(schema ?? {})).not.toEqual([]);
    }
    expect(Object.keys(responses).filter((status) => status.startsWith("2"))).toHaveLength(1);
    if (call.includes("/api/v1") && !openCalls.includes(call)) expect(responses).toMatchObject({ 401: {} });
  });

  test("defines every schema that it refers to, and no other", () => {
    const named = new Set([...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect(Object.keys(document.components.schemas ?? {}).sort()).toEqual([...named].sort());
    expect(document.components.securitySchemes).toMatchObject({
      bearer: { scheme: "bearer" },
      session: { in: "cookie", name: "linkline.session_token" },
    });
  });

  test("marks the old names of a priority as deprecated", () => {
    const schemaOf = (name: string) => operation("get /api/v1/alarms").parameters?.find((one) => one.name === name)?.schema;
    expect(schemaOf("strength")).toMatchObject({ deprecated: true });
    expect(schemaOf("priority")).not.toHaveProperty("deprecated");
    expect(schemaOf("priority")).toMatchObject({
      anyOf: [{ enum: ["info", "advisory", "urgent", "critical"] }, { enum: ["notice", "gentle"], deprecated: true }],
    });
  });

  test("shows payloads that the service accepts from a device", async () => {
    const examples = [...document.info.description.matchAll(/^\{ "kind".*\}$/gm)].map(([line]) => line);
    expect(examples.length).toBeGreaterThan(3);
    const home = await service.home({ mode: "test" });
    const device = await service.device(home.id, { alsoReports: [...readingKinds] });
    const unit = await service.unit(device);
    for (const example of examples) await unit.publishAsync(device.mqtt.topic, example, { qos: 1 });
    expect((await service.call("tester", "GET", `/api/v1/homes/${home.id}/counts`)).body).toEqual({
      readings: examples.length,
      quarantined: 0,
    });
  });

  test("has a page for people, which loads nothing from other hosts", async () => {
    const page = await fetch(`${service.service.httpUrl}/api/docs/`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    const assets = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => new URL(path ?? "", page.url));
    expect(assets.length).toBeGreaterThan(3);
    for (const asset of assets) {
      expect(asset.origin).toBe(service.service.httpUrl);
      expect((await fetch(asset)).status, asset.href).toBe(200);
    }
  });
});

describe("a request is refused in the one shape of errors for", () => {
  const send = async (path: string, init: RequestInit, role: "admin" | null = "admin") => {
    const authorization = role === null ? {} : { authorization: `Bearer ${await service.token(role)}` };
    const response = await fetch(`${service.service.httpUrl}${path}`, { ...init, headers: { ...authorization, ...init.headers } });
    return { status: response.status, text: await response.text() };
  };
  const json = { "content-type": "application/json" };

  test.each([
    ["broken JSON", "/api/v1/homes", { method: "POST", headers: json, body: '{"name":' }, 400, "malformed"],
    ["no body", "/api/v1/homes", { method: "POST", headers: json }, 422, "invalid"],
    ["a list in place of an object", "/api/v1/homes", { method: "POST", headers: json, body: "[]" }, 422, "invalid"],
    ["a prototype", "/api/v1/homes", { method: "POST", headers: json, body: '{"name":"x","__proto__":{"mode":"test"}}' }, 400, "malformed"],
    [
      "a form",
      "/api/v1/homes",
      { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: "name=x" },
      415,
      "unsupportedMedia",
    ],
    ["plain text", "/api/v1/homes", { method: "POST", headers: { "content-type": "text/plain" }, body: "{}" }, 415, "unsupportedMedia"],
    [
      "more than 256 KiB",
      "/api/v1/homes",
      { method: "POST", headers: json, body: JSON.stringify({ name: "x".repeat(262_144) }) },
      413,
      "tooLarge",
    ],
    ["an unknown address", "/api/v1/nothing", {}, 404, "notFound"],
    ["an invalid address", "//api/v1/homes", {}, 404, "notFound"],
    ["a NUL in the address", "/index.html%00", {}, 404, "notFound"],
    ["an unknown method", "/api/v1/alarms", { method: "PUT", headers: json, body: "{}" }, 404, "notFound"],
    ["an address that is not text", "/api/v1/alarms/%zz", {}, 400, "malformed"],
    ["an id too long", "/api/v1/alarms/99999999999999999999", {}, 422, "invalid"],
    ["a time before all times", "/api/v1/homes/1/readings?from=0000-01-01T00:00:00Z", {}, 422, "invalid"],
    ["a NUL in a note", "/api/v1/alarms/1/notes", { method: "POST", headers: json, body: '{"text":"a\\u0000b"}' }, 422, "invalid"],
    ["a NUL in a name", "/api/v1/homes", { method: "POST", headers: json, body: '{"name":"a\\u0000b"}' }, 422, "invalid"],
  ])("%s", async (_name, path, init, status, code) => {
    const answer = await send(path, init);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({
      error: { code, message: expect.any(String), details: code === "invalid" ? expect.any(Array) : null },
    });
    expect(answer.text).not.toMatch(/node_modules|SELECT|INSERT|\.ts\b/);
  });

  test("a claim may name a content type and send no body", async () => {
    expect((await send("/api/v1/alarms/999/claim", { method: "POST", headers: json })).status).toBe(404);
  });
});

describe("the service", () => {
  test("is live and ready", async () => {
    expect(await service.call(null, "GET", "/health/live")).toEqual({ status: 200, body: { live: true } });
    const ready = await service.call(null, "GET", "/health/ready");
    expect(ready).toMatchObject({ status: 200, body: { ready: true, checks: { recording: true } } });
  });

  test("gives its metrics to callers on this machine, and to others with a token", async () => {
    const metrics = async (headers: Record<string, string>): Promise<{ status: number; text: string }> => {
      const response = await fetch(`${service.service.httpUrl}/metrics`, { headers });
      return { status: response.status, text: await response.text() };
    };
    expect((await metrics({})).text).toContain("linkline_readings_committed_total");
    const fromElsewhere = { "x-forwarded-for": "192.0.2.7" };
    expect((await metrics(fromElsewhere)).status).toBe(401);
    expect((await metrics({ ...fromElsewhere, authorization: `Bearer ${await service.token("tester")}` })).status).toBe(403);
    expect((await metrics({ ...fromElsewhere, authorization: `Bearer ${await service.token("supervisor")}` })).status).toBe(200);
  });

  test("sends headers that keep foreign pages out with every answer", async () => {
    for (const path of ["/api/v1/me", "/health/live", "/nothing", "/api/docs/"]) {
      const { headers } = await fetch(`${service.service.httpUrl}${path}`);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });
});

test("browsers ask for the page each time and cache its assets, and no file beside it is served", async () => {
  const folder = await mkdtemp(join(tmpdir(), "linkline-web-"));
  const root = join(folder, "dist");
  await mkdir(join(root, "assets"), { recursive: true });
  await writeFile(join(root, "index.html"), "<title>Link Line</title>");
  await writeFile(join(root, "assets", "index-3f2a.js"), "1");
  await writeFile(join(folder, "secret"), "not for anybody");
  const app = Fastify();
  await web(app as never, root);
  try {
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    const page = await fetch(url);
    expect(await page.text()).toContain("Link Line");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    expect((await fetch(`${url}/assets/index-3f2a.js`)).headers.get("cache-control")).toContain("immutable");
    // fetch would tidy the dots away.
    const status = await new Promise((resolve) =>
      get(`${url}`, { path: "/assets/../../secret" }, (response) => resolve(response.statusCode)),
    );
    expect(status).not.toBe(200);
  } finally {
    await app.close();
    await rm(folder, { recursive: true });
  }
});
