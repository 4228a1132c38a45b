import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

const notOurs = new Set([".git", "node_modules", "dist", "results", ".linkline", "coverage"]);

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : filesBelow(path);
    return [path];
  });
}

const files = filesBelow("");
const documents = files.filter((path) => path.endsWith(".md"));

test("no folder holds more than about a dozen source files of its own", () => {
  const most = 14;
  const folders = Map.groupBy(
    // Migrations stand in the order of their numbers, one after the other.
    files.filter((path) => /\.(ts|tsx|sql)$/.test(path) && !path.startsWith("migrations/")),
    dirname,
  );
  const crowded = [...folders].filter(([, inside]) => inside.length > most).map(([folder, inside]) => `${folder}: ${inside.length}`);
  expect(crowded).toEqual([]);
});

test.each(documents)("%s names only files and folders that exist", (path) => {
  const text = readFileSync(join(root, path), "utf8");
  const links = [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, to = ""]) => join(dirname(path), to));
  // In code marks, what begins with a room's name and has a slash is a path; "…" and "<" stand for a reader's own.
  const rooms = new Set(files.filter((one) => one.includes("/")).map((one) => one.split("/")[0]));
  const named = [...text.matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map(([, to = ""]) => to).filter((to) => rooms.has(to.split("/")[0]));
  const missing = [...links, ...named].filter((to) => !existsSync(join(root, to)));
  // A recipe may name the file that its reader is about to create.
  expect(missing.filter((to) => !/\b(fridge|<\w+>)/.test(to))).toEqual([]);
});
