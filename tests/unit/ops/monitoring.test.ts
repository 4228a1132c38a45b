import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createMetrics } from "#platform/metrics.ts";

const ops = join(import.meta.dirname, "../../../ops");
const rules = readFileSync(join(ops, "prometheus/linkline-alerts.yml"), "utf8");
const dashboard = readFileSync(join(ops, "grafana/linkline-dashboard.json"), "utf8");

const named = (text: string): string[] => [...new Set(text.match(/\blinkline_\w+/g))].sort();
/** The names under which a scrape shows them: a histogram has buckets. */
const measured = async (): Promise<Set<string>> => {
  const all = await createMetrics().registry.getMetricsAsJSON();
  return new Set(
    all.flatMap(({ name, type }) => (String(type) === "histogram" ? [`${name}_bucket`, `${name}_count`, `${name}_sum`] : [name])),
  );
};

test.each([
  ["the alert rules", rules],
  ["the dashboard", dashboard],
])("%s name only what the service measures", async (_name, text) => {
  const known = await measured();
  // The rules also name metrics without their bucket, in words for people.
  expect(named(text).filter((name) => !known.has(name))).toEqual([]);
  expect(named(text).length).toBeGreaterThan(5);
});

test("the dashboard is one that Grafana can import: each panel has a place, a title and a query", () => {
  const { title, uid, panels } = JSON.parse(dashboard);
  expect({ title, uid }).toEqual({ title: "Link Line", uid: "linkline" });
  for (const panel of panels) {
    expect(panel).toMatchObject({ title: expect.any(String), gridPos: { x: expect.any(Number), y: expect.any(Number) } });
    expect(panel.targets[0].expr).not.toBe("");
  }
  expect(new Set(panels.map(({ id }: { id: number }) => id)).size).toBe(panels.length);
});

/** Debian's package `prometheus` has it. LINKLINE_PROMTOOL may name another path. */
const promtool = process.env.LINKLINE_PROMTOOL ?? "promtool";
const isThere = spawnSync(promtool, ["--version"]).status === 0;
const withPromtool = isThere ? "promtool" : "promtool (skipped: it is not installed; Debian's package is prometheus)";

describe.skipIf(!isThere)(withPromtool, () => {
  const run = (...given: string[]): string => execFileSync(promtool, given, { cwd: join(ops, "prometheus"), encoding: "utf8" });

  test("reads the alert rules without a fault", () => {
    expect(run("check", "rules", "linkline-alerts.yml")).toMatch(/SUCCESS: \d+ rules found/);
  });

  test("raises each alert for its story and none in a quiet night", () => {
    expect(run("test", "rules", "linkline-alerts.test.yml")).toContain("SUCCESS");
  });

  test("tests every alert", () => {
    const stories = readFileSync(join(ops, "prometheus/linkline-alerts.test.yml"), "utf8");
    const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    expect(alerts.filter((name) => !new RegExp(`alertname: ${name}\\n\\s+exp_alerts`).test(stories))).toEqual([]);
  });
});
