import type { joiningPhrases } from "../../words/joining.ts";
import type { PasskeyFault } from "./passkey.ts";

/** What a person reads of it. */
export function passkeyWords(fault: PasskeyFault, words: (typeof joiningPhrases)["en"]): string | null {
  if (fault === null) return null;
  if (fault.kind === "refused") return fault.message;
  return fault.kind === "off" ? words.noPasskeys : words.passkeyCancelled;
}
