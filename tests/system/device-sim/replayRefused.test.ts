import { describe, expect, test } from "vitest";
import { recordingTown } from "../setup/recordingTown.ts";
import { evening, runReplay } from "../setup/replayCommandRun.ts";

const town = recordingTown();
const run = (...args: string[]) => runReplay(town.service, ...args);
const format = ["--format", "casas", "--timezone", "America/Los_Angeles"];
const homeNames = async () => (await Array.fromAsync(town.api.homes("test"))).map(({ name }) => name);
const reported = async (...args: string[]) => JSON.parse((await run(...args, "--json")).out);

describe("a home that already holds readings of a replay", () => {
  test.each([
    ["with readings sent twice", ["--duplicate", "0.02"]],
    ["by clocks that are ahead", ["--skew", "+90s"]],
    ["with an injected event", ["--inject", "fall@2019-05-06T21:00"]],
  ])("refuses the same evening %s in one sentence, and receives no reading", async (changed, options) => {
    const path = await evening(town.folder, "lived.data");
    const named = [path, ...format, "--name", `Lived ${changed}`];
    const { home } = await reported(...named);
    const refused = await run(...named, ...options);
    expect(refused).toMatchObject({ exitCode: 1, out: "" });
    expect(refused.errors.trim()).toMatch(
      /^"Lived .*" \(home \d+\) has readings of another stream up to 2019-05-06, and \d+ readings of this stream are older: use --name to send .* to a home of its own$/,
    );
    expect(await town.api.counts(home.id)).toEqual({ readings: 602, quarantined: 0 });
    // The home still accepts the unchanged evening.
    expect(await reported(...named)).toMatchObject({ added: 0, storedDistinct: 602 });
  });

  test("refuses an earlier evening and accepts the next one", async () => {
    const [first, second, third] = await Promise.all(
      ["2019-05-06", "2019-05-07", "2019-05-08"].map((day) => evening(town.folder, `${day}.data`, [], day)),
    );
    const on = (path = "") => [path, ...format, "--name", "Evenings"];
    await run(...on(second));
    expect((await run(...on(first))).errors).toContain(
      "has readings of another stream up to 2019-05-07, and 602 readings of this stream are older",
    );
    expect(await reported(...on(third), "--limit", "300")).toMatchObject({ added: 300 });
    expect(await reported(...on(third))).toMatchObject({ added: 302, storedDistinct: 602 });
    expect(await reported(...on(second)), "what it heard before is a resend").toMatchObject({ added: 0, storedDistinct: 602 });
  });

  test.each([
    ["out of order", ["--reorder", "30s"]],
    ["sent twice", ["--duplicate", "0.05"]],
    ["with a line outage", ["--backlog", "20:30-22:00"]],
    ["by clocks that are behind", ["--skew", "-600s"]],
    ["with an injected event", ["--inject", "fall@2019-05-06T20:40"]],
  ])("receives the rest of a stream after a first part: %s", async (changed, options) => {
    const path = await evening(town.folder, "rest.data");
    const named = [path, ...format, "--name", `Rest ${changed}`, ...options];
    const part = await reported(...named, "--limit", "200");
    const whole = await reported(...named);
    expect(part.added).toBeGreaterThan(50);
    expect(whole.added).toBeGreaterThan(50);
    expect(whole).toMatchObject({ added: whole.readings - part.readings, storedDistinct: whole.readings });
    expect(await reported(...named)).toMatchObject({ added: 0, storedDistinct: whole.readings });
  });
});

describe("a refused replay", () => {
  test.each([
    [
      "an event outside the recording",
      ["--inject", "fall@2019-05-07T21:00"],
      "lies outside the recording, which goes from 2019-05-06T20:00:00",
    ],
    ["events that overlap", ["--inject", "fall@2019-05-06T21:00", "--inject", "fall@2019-05-06T21:01"], "overlap"],
    ["an address where no broker answers", ["--mqtt", "mqtt://127.0.0.1:1"], "no broker answers at mqtt://127.0.0.1:1"],
  ])("creates no home for %s", async (why, options, said) => {
    const path = await evening(town.folder, "empty.data");
    for (const zone of [[], ["--timezone", "America/Los_Angeles"]]) {
      const name = `Never made: ${why}`;
      const refused = await run(path, "--format", "casas", ...zone, "--name", name, ...options);
      expect(refused).toMatchObject({ exitCode: 1, out: "" });
      expect(refused.errors).toContain(said);
      expect(await homeNames()).not.toContain(name);
    }
  });

  test("does not change the plan of an existing home", async () => {
    const { id } = await town.api.createHome({ name: "Planned before", mode: "test" });
    const path = await evening(town.folder, "unplanned.data");
    await run(path, ...format.slice(0, 2), "--name", "Planned before", "--plan", "dementia", "--mqtt", "mqtt://127.0.0.1:1");
    expect((await town.api.plan(id)).version).toBe(0);
  });
});
