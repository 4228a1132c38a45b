import type { Json, TestService } from "../setup/service.ts";

export interface Answer {
  status: number;
  body: Json;
}

/** A browser of a carer: it keeps the cookie of its session. */
export function carerPhone({ service }: Pick<TestService, "service">) {
  let cookie = "";
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await fetch(`${service.httpUrl}${path}`, {
      method,
      headers: { origin: service.httpUrl, cookie, ...(body === undefined ? {} : { "content-type": "application/json" }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? cookie;
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
  };
  return {
    send,
    signIn: (email: string, password: string) => send("POST", "/api/auth/sign-in/email", { email, password }),
  };
}

export const tokenIn = (text: string): string => /#\/join\/(\S+)/.exec(text)?.[1] ?? "";

let people = 0;
export const newPerson = () => ({ email: `person${++people}@birch.example`, password: "warm socks and tea" });

/** The first contact of a home joins with a new account, and is signed in on the phone that this gives. */
export async function joinedCarer(town: TestService, homeId: string, sees: string, place = 0) {
  const { body } = await town.call("operator", "GET", `/api/v1/homes/${homeId}/carers`);
  const invitation = { sees, agreedBy: "Edith Birch", by: "link" };
  const path = `/api/v1/homes/${homeId}/contacts/${body.items[place].contactId}/invitation`;
  const token = tokenIn((await town.call("operator", "POST", path, invitation)).body.link);
  const phone = carerPhone(town);
  const person = newPerson();
  await phone.send("POST", "/api/v1/carer-invitations/accept", { token, ...person });
  const { status } = await phone.signIn(person.email, person.password);
  if (status !== 200) throw new Error(`the carer is not signed in: ${status}`);
  return { ...phone, person, contactId: body.items[place].contactId as string };
}
