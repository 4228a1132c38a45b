import { type Json, startTestService, type TestService } from "../setup/service.ts";

export interface Answer {
  status: number;
  body: Json;
  headers: Headers;
  /** The cookies that this answer sets, as a `Cookie` header sends them back. */
  cookie: string;
}

/** A browser that opened the page `page`, and reaches the service at `url`. */
export class Visitor {
  readonly #url: string;
  readonly #page: string;
  #cookie = "";

  constructor(url: string, page = url) {
    this.#url = url;
    this.#page = page;
  }

  get cookie(): string {
    return this.#cookie;
  }

  async send(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown, more: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        origin: this.#page,
        ...(this.#cookie === "" ? {} : { cookie: this.#cookie }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const cookie = response.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    if (cookie !== "") this.#cookie = cookie;
    return { status: response.status, body: text === "" ? null : JSON.parse(text), headers: response.headers, cookie };
  }

  get = (path: string): Promise<Answer> => this.send("GET", path);
  post = (path: string, body: unknown = {}): Promise<Answer> => this.send("POST", path, body);
  signIn = (email: string, password: string): Promise<Answer> => this.post("/api/auth/sign-in/email", { email, password });
  me = async (): Promise<Json> => (await this.get("/api/v1/me")).body;
}

/** A service with accounts of these names, `ada@centre.example` for Ada, all operators with the same password. */
export async function serviceWith(names: readonly string[], options: Parameters<typeof startTestService>[0] = {}): Promise<TestService> {
  const town = await startTestService(options);
  for (const name of names) {
    const made = await town.service.accounts.create({ email: emailOf(name), name, role: "operator", password: goodPassword });
    if (!made.ok) throw new Error(`no account for ${name}: ${made.why}`);
  }
  return town;
}

export const goodPassword = "seven pelicans on a jetty";
export const emailOf = (name: string): string => `${name.toLowerCase().replaceAll(" ", ".")}@centre.example`;
