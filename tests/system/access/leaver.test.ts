import { io, type Socket } from "socket.io-client";
import { describe, expect, test } from "vitest";
import { centreAt } from "../response/centre.ts";
import { emailOf, goodPassword, Visitor } from "./visitor.ts";

describe("a person leaves", async () => {
  const { town, home, show, comesBack } = await centreAt("2026-11-22T02:00:00Z");

  /** An operator with an account at a connected desk, who holds the case of a home that called. */
  async function atWork(name: string): Promise<{ id: string; desk: Visitor; caseId: string; socket: Socket; closed: Promise<string> }> {
    const made = await town.service.accounts.create({ email: emailOf(name), name, role: "operator", password: goodPassword });
    if (!made.ok) throw new Error(`no account: ${made.why}`);
    const desk = new Visitor(town.service.httpUrl);
    await desk.signIn(emailOf(name), goodPassword);
    const socket = io(town.service.httpUrl, { transports: ["websocket"], reconnection: false, extraHeaders: { cookie: desk.cookie } });
    await new Promise<void>((resolve) => socket.on("cases", () => resolve()));
    const calling = await home();
    await calling.press();
    const caseId = (await calling.case()).id;
    expect((await desk.post(`/api/v1/cases/${caseId}/claim`)).status).toBe(200);
    return { id: made.id, desk, caseId, socket, closed: new Promise((resolve) => socket.on("disconnect", resolve)) };
  }

  const admin = (method: "POST" | "PUT" | "DELETE", path: string, body?: unknown) =>
    town.call("admin", method, `/api/v1/accounts/${path}`, body);

  test.each([
    ["whose account is disabled", "Ada", (id: string) => admin("POST", `${id}/disable`)],
    ["who gets another role", "Bea", (id: string) => admin("PUT", `${id}/role`, { role: "installer" })],
    ["whose sign-in is reset", "Cleo", (id: string) => admin("POST", `${id}/reset`, { firstWay: "link" })],
    ["whose sessions an administrator ends", "Dina", (id: string) => admin("DELETE", `${id}/sessions`)],
  ])("the desk of a person %s closes, and the claimed case is back in the queue and rings", async (_who, name, end) => {
    const { id, desk, caseId, closed } = await atWork(name);
    expect((await end(id)).status).toBe(200);
    expect(await closed).toBe("io server disconnect");
    expect((await desk.post(`/api/v1/cases/${caseId}/claim`)).status).toBe(401);
    expect(await comesBack(caseId)).toMatchObject({ state: "waiting", heldBy: null, sounds: "operators" });
    expect((await show(caseId)).timeline.findLast(({ event }) => event === "lost")?.text).toContain(`${name} signed out`);
  });
});
