import type { Role } from "#domain/role.ts";
import { type Answer, call } from "../api/call.ts";

export interface Me {
  id: string;
  name: string;
  role: Role;
  /** Signed in with a one-time password, which must be changed first. */
  due?: "password";
}

export const whoAmI = (): Promise<Answer<Me>> => call<Me>("GET", "/api/v1/me");

/** Null when signed in, else a message that says what to do. */
export async function signIn(email: string, password: string): Promise<string | null> {
  const answer = await call("POST", "/api/auth/sign-in/email", { email, password });
  if (answer.ok) return null;
  if (answer.status === null) return `${answer.message} Check the network, then try again.`;
  if (answer.status === 429) return answer.message;
  if (answer.status >= 500) return "Link Line cannot sign you in right now. Try again in a minute.";
  if (answer.status === 400 || answer.status === 401 || answer.status === 422) {
    return "The email or password is incorrect. Check both and try again.";
  }
  return answer.message;
}

export const signOut = (): Promise<Answer<unknown>> => call("POST", "/api/auth/sign-out", {});
