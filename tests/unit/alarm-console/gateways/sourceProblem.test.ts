import { expect, test } from "vitest";
import { sourceProblem } from "#alarm-console/routes/gateways/sourceProblem.ts";

test.each([
  ["connect ECONNREFUSED 10.0.0.7:1883", "nothing answers at its address"],
  ["getaddrinfo ENOTFOUND broker.site", "its name leads to no address"],
  ["connack timeout", "it does not answer in time"],
  ["Connection refused: Not authorized", "it refuses the login"],
  ["self-signed certificate in certificate chain", "its certificate is not trusted"],
  ["the connection closed", "the connection broke"],
  ["something new", "something new"],
])("a broker that is away says in plain words why: %s", (fault, words) => {
  expect(sourceProblem({ connected: false, fault, attempts: 3 })).toMatch(new RegExp(`^It is away: ${words}.* Tried 3 times\\.`));
});

test("a broker that is connected has no problem, unless something else is wrong", () => {
  expect(sourceProblem({ connected: true, fault: null, attempts: 0 })).toBeNull();
  expect(sourceProblem({ connected: true, fault: "the broker refuses the subscription", attempts: 0 })).toBe(
    "It is connected, but the broker refuses the subscription.",
  );
});
