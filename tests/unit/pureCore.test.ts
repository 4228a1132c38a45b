import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** What the linter cannot forbid: a member of a global that is otherwise welcome. */
const impure = /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bTemporal\.Now\b|\bglobalThis\b/;

test.each(["domain", "rules"])("%s reads no clock and no random number: time comes as a value", (room) => {
  const folder = join(import.meta.dirname, "../..", room);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((name) => impure.test(readFileSync(join(folder, name), "utf8")))).toEqual([]);
});
