import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { scoreCommand } from "#app/commands/score.ts";
import { madeNights } from "../device-sim/madeRecording.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "linkline-input-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs `linkline score` with these arguments after the file. */
async function score(path: string, ...args: string[]) {
  const out: string[] = [];
  const errors: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text) => void out.push(text));
  vi.spyOn(console, "error").mockImplementation((text) => void errors.push(text));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const command = scoreCommand()
    .exitOverride()
    .configureOutput({ writeErr: (text) => void errors.push(text.trim()) });
  try {
    const all = [path, "--plan", "dementia", "--inject", "none", ...args];
    const failed = await command.parseAsync(all, { from: "user" }).then(
      () => null,
      (error: { exitCode: number }) => error,
    );
    return { out: out.join("\n"), errors, exitCode: failed?.exitCode ?? process.exitCode ?? 0 };
  } finally {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  }
}

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const casas = ["--format", "casas"];
const utf16 = (text: string, bigEndian = false) => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return bigEndian ? bytes.swap16() : bytes;
};

describe("a file that is no recording is refused with one clear sentence", () => {
  test.each<[string, () => Promise<string>, string[], RegExp]>([
    ["a missing file", async () => join(folder, "missing.data"), casas, /missing\.data does not exist$/],
    ["a folder", async () => folder, casas, /is a folder, and a file is expected$/],
    ["an empty file", () => file("empty.data", "\n \n"), casas, /empty\.data is empty$/],
    ["a zip archive", () => file("packed.data", Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 1)), casas, /not a text file \(it is a zip archive/],
    ["binary data", () => file("binary.data", Uint8Array.of(1, 0, 200, 0)), casas, /not a text file \(it is binary, or UTF-16 without/],
    [
      "another text",
      () => file("letter.txt", "Dear all,\nthe door is open.\nYours\n"),
      casas,
      /letter\.txt:1: it does not begin with a date and a time\. No line of the file can be read as casas\. .*looks like this: /,
    ],
    [
      "a recording of another format",
      () => file("adl.txt", "2020-03-01 01:00:00 2020-03-01 06:00:00 Bed Pressure Bedroom\n"),
      casas,
      /has the form of uci-adl, not of casas: use --format uci-adl$/,
    ],
    ["a CASAS recording that is called kasteren", () => file("k.data", madeNights(1)), ["--format", "kasteren"], /use --format casas$/],
    [
      "a cut last line",
      () => file("cut.data", `${madeNights(1)}2019-05-08 11:00`),
      casas,
      /the last line, and it is cut off\. .*--skip-bad-lines/,
    ],
    ["an unknown format", () => file("x.data", madeNights(1)), ["--format", "cassa"], /Allowed choices are casas, kasteren, uci-adl/],
    ["an unknown option", () => file("x.data", madeNights(1)), [...casas, "--plann", "basic"], /unknown option '--plann'/],
  ])("%s", async (_, path, args, said) => {
    const { out, errors, exitCode } = await score(await path(), ...args);
    expect(errors.join("\n")).toMatch(said);
    expect(errors.filter((line) => line !== "")).toHaveLength(1);
    expect([out, exitCode]).toEqual(["", 1]);
  });

  test.each<[string, () => Promise<string>, RegExp]>([
    [
      "is missing",
      async () => join(folder, "missing.json"),
      /is not a template \(dementia, .*\), and the file .*missing\.json does not exist$/,
    ],
    ["is a folder", async () => folder, /is a folder, and a file is expected$/],
    ["is empty", () => file("empty.json", ""), /empty\.json is empty$/],
    ["is binary", () => file("binary.json", Uint8Array.of(1, 0, 200, 0)), /not a text file \(it is binary/],
    ["is not JSON", () => file("letter.json", "Dear all"), /letter\.json is not JSON$/],
  ])("a plan that %s", async (_, path, said) => {
    const { out, errors, exitCode } = await score(await file("ok.data", madeNights(1)), ...casas, "--plan", await path());
    expect([out, errors.length, exitCode]).toEqual(["", 1, 1]);
    expect(errors[0]).toMatch(said);
  });

  test("a sensor map that cannot be written, and one that is missing", async () => {
    const recording = await file("ok.data", madeNights(1));
    expect((await score(recording, ...casas, "--write-sensors", folder)).errors).toEqual([expect.stringContaining("cannot be written")]);
    expect((await score(recording, ...casas, "--sensors", join(folder, "no.json"))).errors).toEqual([
      expect.stringMatching(/no\.json does not exist$/),
    ]);
  });

  test("with forty bad lines gives one error with an example line, not forty", async () => {
    const bad = Array.from({ length: 40 }, (_, at) => `line ${at} of another program`).join("\n");
    const { errors, exitCode } = await score(await file("bad.data", `${madeNights(1)}${bad}\n`), ...casas);
    expect(exitCode).toBe(1);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(/bad\.data:\d+: .*40 of \d+ lines cannot be read\. .*looks like this: 2020-02-01 07:00:00\.25 Kitchen/);
  });
});

describe("a recording in another encoding", () => {
  test.each([
    ["little-endian", false],
    ["big-endian", true],
  ])("UTF-16, %s, is named and read", async (order, bigEndian) => {
    const { out, errors, exitCode } = await score(await file("wide.data", utf16(madeNights(2), bigEndian)), ...casas);
    expect(errors.join("\n")).toContain(`the file is UTF-16 (${order})`);
    expect(out).toContain("2 nights");
    expect(exitCode).toBe(0);
  });
});

describe("what the sensors are taken for", () => {
  test("can be written for a recording of which no sensor is used yet", async () => {
    const path = await file("meters.data", "2019-05-06 20:00:00 LS013 7\n");
    const map = join(folder, "meters.json");
    expect((await score(path, ...casas)).errors).toEqual([expect.stringContaining("none of its 1 sensors is used")]);
    expect((await score(path, ...casas, "--write-sensors", map)).exitCode).toBe(0);
    expect(JSON.parse(await readFile(map, "utf8"))).toMatchObject({ LS013: { kind: "unused" } });
  });

  const rows = "2019-05-06 20:00:00 LS013 7\n2019-05-06 20:00:01 D001 OPEN\n2019-05-06 20:00:02 D001 CLOSE\n2019-05-06 23:00:02 M002 ON\n";

  test("is printed, and a map corrects it", async () => {
    const path = await file("coded.data", rows);
    const map = join(folder, "map.json");
    const first = await score(path, ...casas);
    expect(first.errors.join("\n")).toMatch(/LS013 +unused: light level .*\n +D001 +outside door .* 2\n +M002 +motion/);

    const written = await score(path, ...casas, "--write-sensors", map);
    expect([written.out, written.exitCode]).toEqual(["", 0]);
    const json = JSON.parse(await readFile(map, "utf8"));
    expect(json.D001).toEqual({ kind: "door", name: "D001", room: "", outside: true });

    await writeFile(map, JSON.stringify({ D001: { outside: false, name: "Wardrobe", room: "Bedroom" }, M002: { kind: "unused" } }));
    const corrected = await score(path, ...casas, "--sensors", map);
    expect(corrected.errors.join("\n")).toMatch(/D001 +inside door or cupboard +Wardrobe +Bedroom +2/);
    expect(corrected.out).toContain("2 readings");
  });

  test.each([
    ['{"D009": {"kind": "door"}}', /the recording has no sensor "D009"; it has LS013, D001, M002$/],
    ['{"D001": {"kind": "window"}}', /D001\.kind: a kind is one of button, /],
    ["D001 is a door", /is not JSON: write one with --write-sensors to begin with$/],
  ])("a map that cannot be used is refused: %s", async (content, said) => {
    const map = await file("wrong.json", content);
    const { errors, exitCode } = await score(await file("coded.data", rows), ...casas, "--sensors", map);
    expect([errors.length, exitCode]).toEqual([1, 1]);
    expect(errors[0]).toMatch(said);
  });
});
