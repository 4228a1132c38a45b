import { setTimeout as pause } from "node:timers/promises";
import type { Role } from "#domain/role.ts";
import type { Json, TestService } from "../setup/service.ts";

export type FileKind = "homes" | "people" | "contacts" | "devices";

/** Bulk imports and exports as a supervisor's program does them. */
export class BulkFiles {
  readonly #town: TestService;
  readonly role: Role;

  constructor(town: TestService, role: Role = "supervisor") {
    this.#town = town;
    this.role = role;
  }

  /** Sends the file; gives the answer as it comes. */
  async send(kind: FileKind, file: string | Uint8Array, more = ""): Promise<{ status: number; body: Json }> {
    const answer = await fetch(`${this.#town.service.httpUrl}/api/v1/bulk?kind=${kind}&name=${kind}.csv${more}`, {
      method: "POST",
      headers: { authorization: `Bearer ${await this.#town.token(this.role)}`, "content-type": "text/csv" },
      body: typeof file === "string" ? Buffer.from(file) : Buffer.from(file),
    });
    return { status: answer.status, body: await answer.json() };
  }

  /** The job as it is when its check is over. */
  async check(kind: FileKind, file: string | Uint8Array): Promise<Json> {
    const { status, body } = await this.send(kind, file);
    if (status !== 202) throw new Error(`not checked: ${status} ${JSON.stringify(body)}`);
    return this.until(body.id, (job) => job.state !== "checking");
  }

  /** Checks the file and writes it; gives the job when it is over. */
  async import(kind: FileKind, file: string | Uint8Array): Promise<Json> {
    const { status, body } = await this.send(kind, file, "&apply=true");
    if (status !== 202) throw new Error(`not imported: ${status} ${JSON.stringify(body)}`);
    return this.until(body.id, (job) => job.endedAt !== null);
  }

  async apply(id: string): Promise<Json> {
    const { status, body } = await this.#town.call(this.role, "POST", `/api/v1/bulk/${id}/apply`);
    if (status !== 202) throw new Error(`not applied: ${status} ${JSON.stringify(body)}`);
    return this.until(id, (job) => job.endedAt !== null);
  }

  async job(id: string): Promise<Json> {
    return (await this.#town.call(this.role, "GET", `/api/v1/bulk/${id}`)).body;
  }

  async until(id: string, is: (job: Json) => boolean): Promise<Json> {
    for (;;) {
      const job = await this.job(id);
      if (is(job)) return job;
      await pause(20);
    }
  }

  /** The text of an export, without its byte order mark. */
  async export(kind: FileKind, query = ""): Promise<{ status: number; text: string }> {
    const answer = await fetch(`${this.#town.service.httpUrl}/api/v1/bulk/${kind}.csv${query}`, {
      headers: { authorization: `Bearer ${await this.#town.token(this.role)}` },
    });
    return { status: answer.status, text: await answer.text() };
  }
}
