import { expect, test } from "vitest";
import { readPayload } from "#ingest/receive/families/mapping/payloadText.ts";

test("a long text of quotation marks that never ends is read at once: the readings of other homes wait meanwhile", () => {
  for (const unit of ['"\\', '"\\\n', '"\\"\\'])
    expect(readPayload(Buffer.from(`{${unit.repeat(120_000)}`))).toMatchObject({ members: null, fault: "not a JSON object" });
});

test("nothing in a string is changed, also where another value is damaged", () => {
  expect(readPayload(Buffer.from('{"a":nan,"b":"nan, \\"inf\\" :,","c":,}')).members).toEqual({ a: null, b: 'nan, "inf" :,', c: null });
});
