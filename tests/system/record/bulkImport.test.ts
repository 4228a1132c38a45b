import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";
import { BulkFiles } from "./bulkFiles.ts";

const clock = new ManualClock("2026-11-22T12:00:00.000Z");
let town: TestService;
let files: BulkFiles;
beforeAll(async () => {
  town = await startTestService({ clock });
  files = new BulkFiles(town);
});
afterAll(() => town.stop());

const homeOf = async (reference: string): Promise<Json> => {
  const database = new pg.Client({ connectionString: town.service.databaseUrl });
  await database.connect();
  const { rows } = await database.query("SELECT id::text FROM home WHERE reference = $1", [reference]);
  await database.end();
  expect(rows).toHaveLength(1);
  return (await town.call("supervisor", "GET", `/api/v1/homes/${rows[0].id}`)).body;
};
const changesOf = async (id: string): Promise<Json[]> => (await town.call("supervisor", "GET", `/api/v1/homes/${id}/changes`)).body.items;

test("homes, people, contacts and devices come in as four files, in the encodings and separators of spreadsheets, and the answer says which", async () => {
  const homes = await files.import(
    "homes",
    'reference,name,address,latitude,longitude,keySafeLocation,keySafeCode\nA1,1 Elm Row,"1 Elm Row\nLeeds",53.8,-1.55,Left of the door,4711\n',
  );
  expect(homes).toMatchObject({
    ...{ state: "done", encoding: "UTF-8", separator: "comma", total: 1, written: 1, faults: [], by: "Test supervisor" },
    differences: { new: 1, changed: 0, same: 0 },
  });
  const windows = Buffer.from("homeReference;name;risks;communicationNeeds\nA1;Zo\xeb Br\xfchl;falls|on the stairs;hearing\n", "latin1");
  expect(await files.import("people", windows)).toMatchObject({
    state: "done",
    encoding: "Windows-1252",
    separator: "semicolon",
    written: 1,
  });
  const contacts =
    "\ufeffhomeReference\tname\trelation\tphone\tkeyholder\tchannels\nA1\tMeera Shah\tdaughter\t020 7946 0001\tyes\ttext|07700 900001\n";
  expect(await files.import("contacts", contacts)).toMatchObject({
    encoding: "UTF-8 with a byte order mark",
    separator: "tab",
    written: 1,
  });
  const devices = Buffer.from("\ufeffsep=;\nhomeReference;name;kind;room\nA1;Pendant;button;Hall\n", "utf16le");
  expect(await files.import("devices", devices)).toMatchObject({ encoding: "UTF-16", separator: "semicolon", written: 1 });

  const home = await homeOf("A1");
  expect(home).toMatchObject({
    ...{
      name: "1 Elm Row",
      address: "1 Elm Row\nLeeds",
      coordinates: { latitude: 53.8, longitude: -1.55 },
      hasAccessNotes: true,
      mode: "live",
    },
    people: [{ name: "Zoë Brühl", risks: [{ risk: "falls", note: "on the stairs" }], communicationNeeds: ["hearing"] }],
    contacts: [{ place: 1, name: "Meera Shah", keyholder: true, channels: [{ type: "text", address: "+447700900001" }] }],
    devices: [{ name: "Pendant", kind: "button", room: "Hall", status: "never", hasLogin: false }],
  });
  expect((await changesOf(home.id)).map(({ kind, before, by }) => ({ kind, before, by }))).toEqual(
    ["device", "contact", "person", "home"].map((kind) => ({ kind, before: null, by: "Test supervisor" })),
  );
});

test("a device that came in by a file has no login and is never late, until an installer asks for its secret", async () => {
  await files.import("homes", "reference,name\nB1,2 Elm Row\n");
  await files.import("devices", "homeReference,name,kind,expectedIntervalSeconds\nB1,Pendant,button,60\n");
  const { id, devices } = await homeOf("B1");
  const username = `device-${devices[0].id}`;
  const topic = `linkline/v1/${id}/${devices[0].id}/reading`;
  const login = { id: devices[0].id, homeId: id, mqtt: { username, secret: "", topic, commandTopic: "" } };
  await expect(town.unit(login)).rejects.toThrow();
  clock.advance(600_000);
  expect((await homeOf("B1")).devices[0].status).toBe("never");
  const given = await town.call("installer", "POST", `/api/v1/homes/${id}/devices/${devices[0].id}/secret`);
  expect(given.status).toBe(200);
  const unit = await town.unit({ ...login, mqtt: given.body.mqtt });
  await unit.publishAsync(topic, JSON.stringify({ kind: "button", pressed: true, seq: 1, boot: "b" }), { qos: 1 });
  expect((await town.call("operator", "GET", `/api/v1/alarms?home=${id}`)).body.items).toMatchObject([{ rule: "sosPress" }]);
  expect((await homeOf("B1")).devices[0]).toMatchObject({ hasLogin: true, registeredAt: new Date(clock.now()).toISOString() });
});

test("where one line has a fault nothing is written, and each fault has its line and column in plain words", async () => {
  await files.import("homes", "reference,name\nC1,3 Elm Row\n");
  const file = [
    "homeReference,name,dateOfBirth,nhsNumber,communicationNeeds,risks",
    "C1,Edith Birch,1938-04-27,943 476 5919,hearing,falls",
    "C1,Arthur Birch,27/04/1938,9434765918,hearing,falls",
    'C1,"',
    'Line break",,,smell,"falls|a|b',
    'dogs"',
    "C9,Ada Alder,27/04/1938,9434765918,,falls|a|b",
    "C1,,,,,",
    "C1,Edith Birch,,,,",
    "C1,Too,many,cells,in,this,line",
  ].join("\n");
  const job = await files.check("people", file);
  expect(job).toMatchObject({ state: "faulty", total: 7, written: 0, endedAt: expect.any(String) });
  expect(job.faults.map(({ line, column, message }: Json) => `${line} ${column}: ${message}`)).toEqual([
    "3 dateOfBirth: write a date such as 1938-04-27",
    "3 nhsNumber: this is no NHS number: check its ten digits",
    "4 risks: entry 1 has 3 parts: write risk|note",
    "4 communicationNeeds: entry 1: write one of: hearing, sight, signs, speech",
    "7 risks: entry 1 has 3 parts: write risk|note",
    "7 homeReference: there is no home with the reference C9: import the homes first",
    "7 dateOfBirth: write a date such as 1938-04-27",
    "7 nhsNumber: this is no NHS number: check its ten digits",
    "8 name: write the name, or the id of the person",
    "9 name: line 2 is about the same person",
    "10 : this line has 7 cells, and the first line 6",
    "10 dateOfBirth: write a date such as 1938-04-27",
    "10 communicationNeeds: entry 1: write one of: hearing, sight, signs, speech",
    "10 risks: entry 1: write one of: dementia, falls, oxygen, diabetes, epilepsy, heart, stroke, frailty, mentalHealth, substances, livesAlone, doesNotOpen, dog, violence, other",
    "10 nhsNumber: this is no NHS number: check its ten digits",
  ]);
  expect((await homeOf("C1")).people).toEqual([]);
  expect((await town.call("supervisor", "POST", `/api/v1/bulk/${job.id}/apply`)).status).toBe(409);
});

test.each([
  ["an Excel workbook", Buffer.from("504b030414000600", "hex"), "This is an Excel workbook (.xlsx)"],
  ["an image", Buffer.from("89504e470d0a1a0a", "hex"), "This is an image"],
  ["an empty file", Buffer.alloc(0), "The file is empty"],
  ["blank lines only", Buffer.from("\r\n\r\n"), "The file is empty"],
  ["UTF-16 without its mark", Buffer.from("name;phone\n", "utf16le"), "This is no text file"],
])("%s is refused in plain words, and starts no job", async (_, bytes, words) => {
  const before = (await town.call("supervisor", "GET", "/api/v1/bulk")).body.items.length;
  const refused = await files.send("people", bytes);
  expect(refused).toMatchObject({ status: 422, body: { error: { code: "invalid", message: expect.stringContaining(words) } } });
  expect((await town.call("supervisor", "GET", "/api/v1/bulk")).body.items).toHaveLength(before);
});

test.each([
  ["a file of another kind", "contacts", "homeReference,name,gp\nA1,x,y\n", ["1 gp: there is no column of this name"]],
  [
    "a file whose columns are all of another kind",
    "homes",
    "homeReference,relation\nA1,x\n",
    ["1 : this looks like a file of contacts, and you chose homes"],
  ],
  ["no names of columns", "people", "A1,Edith Birch\n", ["1 : the first line must have the names of the columns: homeReference"]],
  ["no column for the home", "people", "name\nEdith\n", ["1 : a column is missing: `homeReference` or `homeId` says which home is meant"]],
  ["a column twice", "homes", "reference,name,Name\nA1,x,y\n", ["1 name: this column is there twice"]],
  ["only the first line", "homes", "reference,name\n", ["1 : the file has no rows after its first line"]],
  [
    "a quotation mark that never closes",
    "homes",
    'reference,name\nD1,"4 Elm Row\nD2,5 Elm Row\n',
    ["2 : a quotation mark opens here and never closes"],
  ],
  ["more rows than a file may have", "homes", `reference,name\n${"X,y\n".repeat(20_001)}`, ["20002 : a file may have 20,000 rows"]],
] as const)(
  "%s is a fault that says what to do",
  async (_, kind, file, faults) => {
    const job = await files.check(kind, file);
    expect(job.state).toBe("faulty");
    const shown = job.faults.map(({ line, column, message }: Json) => `${line} ${column}: ${message}`);
    for (const fault of faults) expect([...shown, job.faultCount].join("\n")).toContain(fault);
  },
  60_000,
);

test("a file that was exported before another person's change is refused line by line, and a change between check and apply is left as it is", async () => {
  await files.import("homes", "reference,name\nE1,5 Elm Row\n");
  await files.import("people", "homeReference,name,gp\nE1,Edith Birch,Dr Ash\nE1,Arthur Birch,Dr Ash\n");
  const { id, people } = await homeOf("E1");
  const [edith, arthur] = people;
  const token = await town.token("operator");
  const correct = (gp: string, version: number) =>
    fetch(`${town.service.httpUrl}/api/v1/homes/${id}/people/${edith.id}`, {
      method: "PATCH",
      headers: {
        authorization: `Bearer ${token}`,
        "if-match": `"${version}"`,
        "content-type": "application/merge-patch+json",
      },
      body: JSON.stringify({ gp }),
    });
  const exported = `homeId,id,version,gp\n${id},${edith.id},${edith.version},Dr Oak\n${id},${arthur.id},${arthur.version},Dr Oak\n`;
  const checked = await files.check("people", exported);
  expect(checked).toMatchObject({ state: "checked", differences: { new: 0, changed: 2, same: 0 } });
  expect((await correct("Dr Elm", edith.version)).status).toBe(200);
  const done = await files.apply(checked.id);
  expect(done).toMatchObject({
    state: "done",
    written: 1,
    faults: [{ line: 2, message: "left out: another person changed it meanwhile" }],
  });
  expect((await homeOf("E1")).people.map(({ gp }: Json) => gp)).toEqual(["Dr Elm", "Dr Oak"]);
  const again = await files.check("people", exported);
  expect(again).toMatchObject({ state: "faulty", faultCount: 2 });
  expect(again.faults[0]).toMatchObject({
    line: 2,
    column: "version",
    message: expect.stringContaining(`its version is ${edith.version + 1} now`),
  });
});

test("one file is checked or written at a time, and a file that waits to be applied makes room for the next", async () => {
  const database = new pg.Client({ connectionString: town.service.databaseUrl });
  await database.connect();
  await database.query("BEGIN");
  await database.query("LOCK TABLE home IN ACCESS EXCLUSIVE MODE");
  const first = await files.send("homes", "reference,name\nF1,6 Elm Row\n");
  expect(first.status).toBe(202);
  expect(await files.send("homes", "reference,name\nF2,7 Elm Row\n")).toMatchObject({
    status: 409,
    body: { error: { code: "busy", details: { job: first.body.id } } },
  });
  await database.query("ROLLBACK");
  await database.end();
  await files.until(first.body.id, ({ state }) => state === "checked");
  expect(await files.check("homes", "reference,name\nF2,7 Elm Row\n")).toMatchObject({ state: "checked" });
  expect(await files.job(first.body.id)).toMatchObject({ state: "discarded", written: 0 });
  expect((await town.call("supervisor", "POST", `/api/v1/bulk/${first.body.id}/apply`)).status).toBe(409);
});

test("after a restart in the middle the job says what was written, and the same file again writes only the rest", async () => {
  const file = "reference,name\nG1,8 Elm Row\nG2,9 Elm Row\n";
  const job = await files.import("homes", file);
  await town.restart(async () => {
    // As if the service had been killed after the first row.
    const database = new pg.Client({ connectionString: town.service.databaseUrl });
    await database.connect();
    await database.query("UPDATE bulk_job SET state = 'writing', written = 1, ended_at = NULL WHERE id = $1", [job.id]);
    await database.query("DELETE FROM home WHERE reference = 'G2'");
    await database.end();
  });
  expect(await files.job(job.id)).toMatchObject({
    state: "interrupted",
    written: 1,
    why: expect.stringMatching(/^Stopped after row 1 of 2 that change something\. .*the same file again/),
  });
  expect(await files.import("homes", file)).toMatchObject({ state: "done", differences: { new: 1, changed: 0, same: 1 }, written: 1 });
  expect(await files.import("homes", file)).toMatchObject({ state: "done", differences: { new: 0, changed: 0, same: 2 }, written: 0 });
});

test("of two people who apply one file at the same moment one writes it, and the other hears that it is being written", async () => {
  const checked = await files.check("homes", "reference,name\nJ1,11 Elm Row\nJ2,12 Elm Row\n");
  const apply = () => town.call("supervisor", "POST", `/api/v1/bulk/${checked.id}/apply`);
  const answers = await Promise.all([apply(), apply()]);
  expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  const done = await files.until(checked.id, ({ endedAt }) => endedAt !== null);
  expect(done).toMatchObject({ state: "done", written: 2, faults: [] });
  await homeOf("J1");
  await homeOf("J2");
});

test("contacts end at the places that a file names, also where two change places", async () => {
  await files.import("homes", "reference,name\nH1,10 Elm Row\n");
  const columns = "homeReference,place,name,relation,phone\n";
  // In the order of the file, Col would be first, Jonas after him, and Meera before both.
  await files.import("contacts", `${columns}H1,3,Col Ash,neighbour,3\nH1,2,Jonas Birch,son,1\nH1,1,Meera Shah,daughter,2\n`);
  const names = async (): Promise<string[]> => (await homeOf("H1")).contacts.map(({ name }: Json) => name);
  expect(await names()).toEqual(["Meera Shah", "Jonas Birch", "Col Ash"]);
  await files.import("contacts", `${columns}H1,3,Meera Shah,daughter,2\nH1,1,Col Ash,neighbour,3\n`);
  expect(await names()).toEqual(["Col Ash", "Jonas Birch", "Meera Shah"]);
});

test("an operator or installer has no bulk import", async () => {
  for (const role of ["operator", "installer", "tester"] as const)
    expect((await new BulkFiles(town, role).send("homes", "reference,name\nX,y\n")).status).toBe(403);
});
