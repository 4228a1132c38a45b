import type pg from "pg";
import { io, type Socket } from "socket.io-client";
import { afterAll, expect } from "vitest";
import type { z } from "zod";
import type { CaseView } from "#domain/answering/case.ts";
import type { NewDevice, newHome } from "#domain/home.ts";
import type { Role } from "#domain/role.ts";
import { createPool } from "#platform/database.ts";
import { createLog } from "#platform/log.ts";
import type { PersonOnDuty } from "#response/watch/onDuty.ts";
import { ManualClock } from "../setup/manualClock.ts";
import { type Json, startTestService, type TestService } from "../setup/service.ts";

/** A live screen of a person who answers cases. */
export interface Desk {
  socket: Socket;
  /** Resolves with the first case, now or later, that fits. */
  until(wanted: (one: CaseView) => boolean): Promise<CaseView>;
  /** Who is on duty, as this desk shows it. */
  onDuty(): PersonOnDuty[];
  leave(): void;
}

export interface Person {
  /** As `GET /on-duty` names the person. */
  id: string;
  name: string;
  tokenId: string;
  /** POST to a case: `does(id, "claim")`. */
  does(caseId: string, action: string, body?: object): Promise<{ status: number; body: Json }>;
  /** Connects a screen. `canHear`: its sound check succeeded. */
  desk(canHear?: boolean): Promise<Desk>;
}

export interface CallingHome {
  id: string;
  /** The pendant is pressed. */
  press(): Promise<void>;
  /** The fall detector reports a fall. */
  falls(): Promise<void>;
  /** Water on the kitchen floor: urgent, not critical. */
  leaks(): Promise<void>;
  /** The newest case of the queue. */
  case(): Promise<CaseView>;
}

export type NewCallingHome = Partial<z.input<typeof newHome>> & { plan?: unknown };

export interface Centre {
  town: TestService;
  clock: ManualClock;
  pool: pg.Pool;
  /** Moves the clock and runs each timer of a case at its second. */
  passes(milliseconds: number): Promise<void>;
  person(name: string, role?: Role): Promise<Person>;
  home(more?: NewCallingHome): Promise<CallingHome>;
  show(caseId: string): Promise<CaseView>;
  /** Passes up to 30 seconds, in which the watch over holders looks three times, until the case waits at the centre; the case then. */
  comesBack(caseId: string): Promise<CaseView>;
}

const earliestTimer = `SELECT min(next_at) AS at FROM alarm_case WHERE next_at IS NOT NULL`;

/** A service with people at desks, whose clock a test moves. It begins at `from` (RFC 3339, a whole second) and stops at the end of the file. */
export async function centreAt(from: string, env: Record<string, string> = {}): Promise<Centre> {
  const clock = new ManualClock(from);
  const town = await startTestService({ clock, env });
  const pool = createPool(town.service.databaseUrl, createLog("silent"), { max: 2 });
  const sockets: Socket[] = [];
  afterAll(async () => {
    for (const socket of sockets) socket.close();
    await pool.end();
    await town.stop();
  });
  const show = async (id: string): Promise<CaseView> => (await town.call("operator", "GET", `/api/v1/cases/${id}`)).body;
  return {
    town,
    clock,
    pool,
    show,
    passes: (milliseconds) => passes(clock, pool, milliseconds),
    person: (name, role = "operator") => personNamed(town, sockets, name, role),
    home: (more = {}) => callingHome(town, more, show),
    async comesBack(id) {
      const isBack = async () => (await show(id)).state === "waiting";
      for (let looks = 0; looks < 3 && !(await isBack()); looks += 1) {
        await passes(clock, pool, 10_000);
        await expect
          .poll(isBack, { timeout: looks < 2 ? 1_000 : 10_000 })
          .toBe(true)
          .catch(ignored);
      }
      return show(id);
    },
  };
}

const ignored = (): void => {};

const earliest = async (pool: pg.Pool): Promise<number | null> =>
  (await pool.query<{ at: number | null }>(earliestTimer)).rows[0]?.at ?? null;

/** Each timer runs at the first look of the case clock after it is due; the looks are at whole seconds. */
export async function passes(clock: MovableClock, pool: pg.Pool, milliseconds: number): Promise<void> {
  const until = clock.now() + milliseconds;
  await clock.advance(0);
  for (;;) {
    const settled = async () => ((await earliest(pool)) ?? Number.POSITIVE_INFINITY) > clock.now();
    await expect.poll(settled, { interval: 5 }).toBe(true);
    if (clock.now() >= until) return;
    const next = Math.ceil(((await earliest(pool)) ?? until) / 1000) * 1000;
    await clock.advance(Math.min(next, until) - clock.now());
  }
}

/** Of this process, or of the process of a service. */
export interface MovableClock {
  now(): number;
  advance(milliseconds: number): void | Promise<void>;
}

async function personNamed(town: TestService, sockets: Socket[], name: string, role: Role): Promise<Person> {
  const { id: tokenId, token } = await town.service.tokens.create({ role, name });
  const id = `token:${tokenId}`;
  return {
    id,
    name,
    tokenId,
    async does(caseId, action, body) {
      const response = await fetch(`${town.service.httpUrl}/api/v1/cases/${caseId}/${action}`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify(body ?? {}),
      });
      return { status: response.status, body: await response.json() };
    },
    desk: (canHear = true) => openDesk(town, sockets, { token, id, canHear }),
  };
}

async function openDesk(
  town: TestService,
  sockets: Socket[],
  { token, id, canHear }: { token: string; id: string; canHear: boolean },
): Promise<Desk> {
  const socket = io(town.service.httpUrl, {
    auth: { token },
    transports: ["websocket"],
    reconnectionDelay: 100,
    reconnectionDelayMax: 200,
  });
  sockets.push(socket);
  const cases = new Map<string, CaseView>();
  const waiting = new Set<() => void>();
  const receive = (one: CaseView): void => {
    if ((cases.get(one.id)?.version ?? 0) < one.version) cases.set(one.id, one);
    for (const look of waiting) look();
  };
  socket.on("case", receive);
  socket.on("cases", ({ items }: { items: CaseView[] }) => items.forEach(receive));
  socket.on("connect", () => socket.emit("sound", canHear));
  let onDuty: PersonOnDuty[] = [];
  await new Promise<void>((resolve) =>
    socket.on("onDuty", (people: PersonOnDuty[]) => {
      onDuty = people;
      if (people.some((one) => one.id === id && one.canHear === canHear)) resolve();
    }),
  );
  const until = (wanted: (one: CaseView) => boolean): Promise<CaseView> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = [...cases.values()].find(wanted);
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return { socket, until, onDuty: () => onDuty, leave: () => socket.close() };
}

async function callingHome(town: TestService, more: NewCallingHome, show: Centre["show"]): Promise<CallingHome> {
  const { id } = await town.home({ name: "3 Sycamore Court", ...more });
  let seq = 0;
  const sensor = async (device: Partial<NewDevice>, reading: object) => {
    // The story may last days: the devices' silence is another one.
    const fitted = await town.device(id, { expectedIntervalSeconds: 604_800, ...device });
    const unit = await town.unit(fitted);
    return async (): Promise<void> => {
      seq += 1;
      await unit.publishAsync(fitted.mqtt.topic, JSON.stringify({ ...reading, seq, boot: "b" }), { qos: 1 });
    };
  };
  return {
    id,
    press: await sensor({ kind: "button", name: "Pendant" }, { kind: "button", pressed: true }),
    falls: await sensor({ kind: "fall", name: "Fall detector" }, { kind: "fall", state: "fallen" }),
    leaks: await sensor({ kind: "flood", name: "Leak sensor", room: "Kitchen" }, { kind: "flood", detected: true }),
    case: async () => {
      const listed = (state: string) => town.call("operator", "GET", `/api/v1/cases?home=${id}&state=${state}`);
      const one = (await listed("open")).body.items[0] ?? (await listed("closed")).body.items[0];
      return show(one.id);
    },
  };
}

/** Without the lines about messages and about the service itself, such as that no operator is on duty: they have tests of their own. */
export const stepsOf = ({ timeline }: Pick<CaseView, "timeline">): CaseView["timeline"] =>
  timeline.filter(({ event, text }) => event !== "notified" && !text.startsWith("No operator is on duty"));

/** The steps of a case as a person reads them: "02:00:30 Not claimed for 30 s: rings every desk again". */
export const linesOf = (one: Pick<CaseView, "timeline">): string[] => stepsOf(one).map(({ at, text }) => `${at.slice(11, 19)} ${text}`);
