import { expect, test } from "vitest";
import { sameOrigin } from "#alarm-console/access/sameOrigin.ts";

test.each([
  ["http://127.0.0.1:8080", "127.0.0.1:8080"],
  ["http://localhost:8080", "localhost:8080"],
  ["http://console.centre.example", "console.centre.example"],
  ["https://console.centre.example", "Console.Centre.example"],
  ["http://[::1]:8080", "[::1]:8080"],
  ["https://linkline.example", "linkline.example:443"],
  ["http://linkline.example", "linkline.example:80"],
])("a page from %s may call %s", (origin, host) => {
  expect(sameOrigin(origin, host)).toBe(true);
});

test.each([
  ["http://localhost:8080", "127.0.0.1:8080"],
  ["http://127.0.0.1:8081", "127.0.0.1:8080"],
  ["http://127.0.0.1:8080.elsewhere.example", "127.0.0.1:8080"],
  ["http://127.0.0.1:8080@elsewhere.example", "127.0.0.1:8080"],
  ["file://127.0.0.1:8080", "127.0.0.1:8080"],
  ["null", "127.0.0.1:8080"],
  ["https://linkline.example", "linkline.example:80"],
  ["https://linkline.example:8443", "linkline.example:443"],
  ["", ""],
  [undefined, "127.0.0.1:8080"],
  ["http://127.0.0.1:8080", undefined],
])("a page from %s may not call %s", (origin, host) => {
  expect(sameOrigin(origin, host)).toBe(false);
});
