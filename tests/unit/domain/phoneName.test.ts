import { expect, test } from "vitest";
import { phoneNameOf } from "#domain/carers/phoneName.ts";

const mozilla = "Mozilla/5.0";

test.each([
  [
    `${mozilla} (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Mobile Safari/537.36`,
    "Android phone, Chrome",
  ],
  [`${mozilla} (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36`, "Android tablet, Chrome"],
  [
    `${mozilla} (Linux; Android 16; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/137.0.0.0 Mobile Safari/537.36`,
    "Android phone, Samsung Internet",
  ],
  [
    `${mozilla} (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1`,
    "iPhone, Safari",
  ],
  [`${mozilla} (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0`, "Android phone, Firefox"],
  [
    `${mozilla} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/153.0.0.0 Safari/537.36 Edg/153.0.0.0`,
    "Windows computer, Edge",
  ],
  ["curl/8.0", "Phone"],
  ["", "Phone"],
])("%s is called %s", (userAgent, name) => {
  expect(phoneNameOf(userAgent)).toBe(name);
});
