import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCasas } from "#device-sim/formats/casas.ts";
import { casasInBed } from "#device-sim/formats/casasBed.ts";
import { withDerivedBed } from "#device-sim/formats/derivedBed.ts";
import { kasterenInBed } from "#device-sim/formats/kasterenBed.ts";
import { madeNights } from "./madeRecording.ts";

const said = (changes: readonly { wall: Temporal.PlainDateTime; occupied: boolean }[]) =>
  changes.map(({ wall, occupied }) => `${wall.toString().slice(5)} ${occupied}`);

describe("a bed sensor derived from an annotator's label", () => {
  test("for CASAS is occupied from the first line labelled as sleep to the first line with another label", () => {
    const changes = casasInBed(madeNights(1));
    expect(said(changes)).toEqual(["05-06T22:30:00 true", "05-07T03:00:00 false", "05-07T03:06:00 true", "05-07T07:05:00 false"]);
    const events = withDerivedBed(readCasas(madeNights(1)).events, changes);
    const beds = events.filter(({ device }) => device.kind === "bed");
    expect(beds.map(({ device }) => device.name)).toEqual(Array(4).fill("Bed sensor (derived)"));
    expect(events.map(({ wall }) => wall.toString())).toEqual(events.map(({ wall }) => wall.toString()).toSorted());
  });

  test("for van Kasteren is occupied during the night except for the trips to the toilet", () => {
    const night = Date.UTC(2020, 1, 1, 23) / 1000;
    const activities = [`${night}\t28800\t10`, `${night + 7200}\t300\t4`, `${night + 40_000}\t60\t4`, "x\ty\tz"].join("\n");
    const changes = kasterenInBed(activities, "4\tuse-toilet\n10\tgo-to-bed\n");
    expect(said(changes)).toEqual(["02-01T23:00:00 true", "02-02T01:00:00 false", "02-02T01:05:00 true", "02-02T07:00:00 false"]);
  });

  test("discloses no label of the annotator", () => {
    const label = fc.stringMatching(/^[A-Za-z_]{8,20}$/).map((text) => `Label_${text}`);
    fc.assert(
      fc.property(label, (written) => {
        const text = `2020-02-01 07:00:00 Hall Hall ON ${written}\n2020-02-01 08:00:00 Hall Hall ON Sleep\n`;
        const events = withDerivedBed(readCasas(text).events, casasInBed(text));
        expect(events).toHaveLength(3);
        expect(JSON.stringify(events)).not.toContain(written);
        expect(JSON.stringify(events)).not.toContain("Sleep");
      }),
    );
  });
});
