import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Json, startTestService, type TestService } from "../setup/service.ts";
import { BulkFiles, type FileKind } from "./bulkFiles.ts";

let town: TestService;
let files: BulkFiles;
const kinds: readonly FileKind[] = ["homes", "people", "contacts", "devices"];
const risky = [
  "=1+1",
  "+44 20 7946 0018",
  "-2",
  "@SUM(A1)",
  "'=1",
  "''",
  "'",
  'He said "no"; then, left',
  "line\nbreak",
  "a|b\\|c\\n",
  "Zoë 🏠",
];

beforeAll(async () => {
  town = await startTestService();
  files = new BulkFiles(town);
  for (const [place, name] of risky.entries()) {
    const contact = { name, relation: name, phone: name, hours: [{ from: "18:00", to: "08:00", days: ["mon", "sun"] }] };
    const channels = [
      { type: "text", address: "07700 900001", purposes: ["alarms", "devices"] },
      { type: "email", address: "a@b.example" },
    ];
    const consents = [
      { to: name, by: "Edith|Birch", on: "2026-10-01" },
      { to: "alarms", by: name, on: "2026-10-02", reviewOn: "2027-10-02" },
    ];
    const person = {
      name,
      notes: name,
      risks: [{ risk: "falls", note: name }, { risk: "dog" }],
      communicationNeeds: ["hearing", "speech"],
      consents,
    };
    const { id } = await town.home({
      name: `${name} ${place}`,
      address: name,
      mode: place % 2 === 0 ? "live" : "test",
      accessNotes: name,
      people: [person, { name: "Arthur Birch", nhsNumber: "943 476 5919" }],
      contacts: [
        { ...contact, channels },
        { name: "Col Ash", relation: "neighbour", phone: "1", keyholder: true },
      ],
    } as never);
    await town.device(id, { kind: "door", name, room: name, outside: true });
  }
  await files.import("homes", "reference,name,latitude,longitude,keySafeLocation,keySafeCode\n'=R1,1 Elm Row,-53.8,-1.55,'@door,'+4711\n");
});
afterAll(() => town.stop());

const logOf = async (what: string): Promise<Json[]> => {
  const database = new pg.Client({ connectionString: town.service.databaseUrl });
  await database.connect();
  const { rows } = await database.query("SELECT who_name, why, home_id::text FROM access_log WHERE what = $1 ORDER BY id", [what]);
  await database.end();
  return rows;
};

test.each(kinds)("an export of %s that is imported again changes nothing", async (kind) => {
  const { text } = await files.export(kind);
  const job = await files.import(kind, text);
  expect(job).toMatchObject({ state: "done", faults: [], differences: { new: 0, changed: 0 }, written: 0 });
  expect(job.differences.same).toBe(job.total);
  expect(job.total).toBeGreaterThanOrEqual(risky.length);
});

test("an export with access notes, key safes and NHS numbers changes nothing either", async () => {
  const admin = new BulkFiles(town, "admin");
  for (const kind of kinds) {
    const { status, text } = await admin.export(kind, "?secrets=true&why=We%20move%20to%20another%20system");
    expect(status).toBe(200);
    expect(await files.import(kind, text)).toMatchObject({ state: "done", differences: { new: 0, changed: 0 } });
  }
});

test("no cell of an export begins like a formula, except a number", async () => {
  for (const kind of kinds) {
    const { text } = await files.export(kind);
    const cells = text.replace(/^\ufeff/, "").matchAll(/(?:^|,|\n)("(?:[^"]|"")*"|[^",\r\n]*)/g);
    const plain = [...cells].map(([, cell = ""]) => cell.replace(/^"|"$/g, ""));
    expect(plain.length).toBeGreaterThan(risky.length * 5);
    expect(plain.filter((cell) => /^[=+\-@\t\r]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell))).toEqual([]);
  }
});

test("an export leaves a line in the access log for each home in it, and says no secret", async () => {
  const before = (await logOf("export")).length;
  const { text } = await files.export("homes");
  expect(text).not.toMatch(/accessNotes|keySafe|4711/);
  expect((await files.export("people")).text).not.toMatch(/nhsNumber|9434765919/);
  const lines = (await logOf("export")).slice(before);
  expect(lines).toHaveLength(2 * (risky.length + 1));
  expect(lines[0]).toMatchObject({ who_name: "Test supervisor", why: "homes" });
});

test("only an administrator who says why exports access notes, key safes and NHS numbers", async () => {
  expect((await files.export("homes", "?secrets=true&why=curious")).status).toBe(403);
  const admin = new BulkFiles(town, "admin");
  expect((await admin.export("homes", "?secrets=true")).status).toBe(422);
  expect((await admin.export("people", "?secrets=true&why=Check%20of%20numbers")).text).toContain("9434765919");
  expect((await logOf("exportSecrets")).at(-1)).toMatchObject({ who_name: "Test admin", why: "people: Check of numbers" });
  for (const role of ["operator", "installer", "tester", "carer"] as const)
    expect((await new BulkFiles(town, role).export("people")).status).toBe(403);
});
