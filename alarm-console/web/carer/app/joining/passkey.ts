import type { Answer, CallFailure } from "../../../shared/api/call.ts";
import { carerCall } from "../carerCall.ts";

/** Whether this browser can make passkeys here: not without https, and not in browsers of before 2025. */
export const canMakePasskeys = (): boolean =>
  typeof PublicKeyCredential === "function" && typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function";

/** What went wrong; null for a person who signed in. `cancelled`: the person closed the phone's question. `off`: this service has none. */
export type PasskeyFault = { kind: "cancelled" } | { kind: "off" } | { kind: "refused"; message: string } | null;

const cancelled = { kind: "cancelled" } as const;
const refusal = ({ status, message }: CallFailure): PasskeyFault => (status === 404 ? { kind: "off" } : { kind: "refused", message });

/** Accepts an invitation with a new passkey on this phone, and signs in. */
export async function joinWithPasskey(token: string, email: string): Promise<PasskeyFault> {
  const begun = await carerCall<PublicKeyCredentialCreationOptionsJSON>("POST", "/api/auth/passkey/begin-join", { token, email });
  if (!begun.ok) return refusal(begun);
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(begun.value);
  return finish("join", () => navigator.credentials.create({ publicKey }));
}

/** Signs in with a passkey that this phone knows. */
export async function signInWithPasskey(): Promise<PasskeyFault> {
  const begun = await carerCall<PublicKeyCredentialRequestOptionsJSON>("POST", "/api/auth/passkey/begin-sign-in", {});
  if (!begun.ok) return refusal(begun);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(begun.value);
  return finish("sign-in", () => navigator.credentials.get({ publicKey }));
}

async function finish(step: "join" | "sign-in", ask: () => Promise<Credential | null>): Promise<PasskeyFault> {
  let credential: Credential | null;
  try {
    credential = await ask();
  } catch {
    // The person said no, waited too long, or the phone has no lock.
    return cancelled;
  }
  if (credential === null) return cancelled;
  const response = (credential as PublicKeyCredential).toJSON();
  const answer: Answer<unknown> = await carerCall("POST", `/api/auth/passkey/${step}`, { response });
  return answer.ok ? null : refusal(answer);
}
