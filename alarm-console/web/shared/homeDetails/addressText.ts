import { isKnownFrom } from "#domain/text.ts";

/** The address in one line, with the postcode and what3words: "Flat 3, Mill Lane, Leeds, LS1 4AB, ///filled.count.soap". */
export function addressText({ address, postcode, what3words }: { address: string; postcode: string; what3words: string }): string {
  const lines = address.split("\n").map((line) => line.trim());
  const code = isKnownFrom(address, postcode) ? "" : postcode;
  return [...lines, code, what3words].filter((part) => part !== "").join(", ");
}
