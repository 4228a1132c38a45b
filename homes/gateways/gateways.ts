import type pg from "pg";
import type { HomeId } from "#domain/ids.ts";
import type { GatewayId, NewGateway } from "#domain/record/gatewayFields.ts";
import { hashSecret, makeSecret, secretMatches } from "../credentials.ts";
import {
  nextGatewayId,
  type RegisteredGateway,
  readRegisteredGateways,
  writeGateway,
  writeGatewayEnd,
  writeGatewaySecret,
} from "./gatewayRows.ts";
import { OpenClaims } from "./openClaims.ts";

/** A gateway as the broker and ingest know it. */
export type KnownGateway = Readonly<Omit<RegisteredGateway, "secretHash" | "lastHeardAt" | "online">>;

interface GatewaysNeeds {
  pool: pg.Pool;
  /** Epoch ms. */
  now: () => number;
  /** A login that ended, by its username. */
  loginEnded(username: string): void;
}

interface Login {
  gateway: KnownGateway;
  secretHash: string;
  lastHeardAt: number | null;
  online: boolean | null;
  /** How many devices its last inventory offers; null before one. Not stored: a gateway announces its inventory when it connects. */
  offered: number | null;
}

/**
 * Gateways: written to the database, and held in memory with the hashes of their secrets, so that they can log in while the database is away.
 *
 * Example: an installer ends a gateway at 10:00. Its connection closes at once, and its login is refused. The devices behind it stay
 * registered and fall silent, which staff see.
 */
export class Gateways {
  readonly #needs: GatewaysNeeds;
  readonly #byId = new Map<GatewayId, Login>();
  /** Devices that are being registered behind gateways. */
  readonly claims = new OpenClaims();
  /** What was changed here while a slow `load` was under way stays as it is. */
  readonly #changed = new Set<GatewayId>();

  constructor(needs: GatewaysNeeds) {
    this.#needs = needs;
  }

  async load(): Promise<void> {
    this.#changed.clear();
    const rows = await readRegisteredGateways(this.#needs.pool);
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.#byId.keys()) if (!ids.has(id) && !this.#changed.has(id)) this.#byId.delete(id);
    for (const row of rows) if (!this.#changed.has(row.id)) this.#remember(row);
  }

  get(id: GatewayId): KnownGateway | undefined {
    return this.#byId.get(id)?.gateway;
  }

  /** In the order of their registration. */
  of(homeId: HomeId): KnownGateway[] {
    return [...this.#byId.values()].flatMap(({ gateway }) => (gateway.homeId === homeId ? [gateway] : []));
  }

  byUsername(username: string): KnownGateway | undefined {
    return this.#login(username)?.gateway;
  }

  /** Takes equally long for an unknown username. */
  authenticate(username: string, secret: Buffer): KnownGateway | null {
    const login = this.#login(username);
    return secretMatches(secret, login?.secretHash ?? null) && login !== undefined ? login.gateway : null;
  }

  /** When it was last heard (epoch ms), whether it said that it is online, and how many devices it offers; null where it never said. */
  heard(id: GatewayId): Pick<Login, "lastHeardAt" | "online" | "offered"> {
    const { lastHeardAt = null, online = null, offered = null } = this.#byId.get(id) ?? {};
    return { lastHeardAt, online, offered };
  }

  /** A message of the gateway is acknowledged. `online`, `offered`: null where it does not say. */
  noteHeard(id: GatewayId, at: number, { online, offered }: Pick<Login, "online" | "offered">): void {
    const login = this.#byId.get(id);
    if (login === undefined) return;
    login.lastHeardAt = at;
    login.online = online ?? login.online;
    login.offered = offered ?? login.offered;
  }

  /** The server's clock was set. */
  moveTimes(byMs: number): void {
    for (const login of this.#byId.values()) if (login.lastHeardAt !== null) login.lastHeardAt += byMs;
  }

  /** Gives out the secret this once; the database holds only its hash. */
  async add(homeId: HomeId, { family, name, baseTopic = "" }: NewGateway): Promise<{ gateway: KnownGateway; secret: string }> {
    const secret = makeSecret();
    const id = await nextGatewayId(this.#needs.pool);
    const registered: RegisteredGateway = {
      ...{ id, homeId, family, name, baseTopic },
      username: `gateway-${id}`,
      secretHash: hashSecret(secret),
      registeredAt: this.#needs.now(),
      lastHeardAt: null,
      online: null,
    };
    await writeGateway(this.#needs.pool, registered);
    this.#changed.add(id);
    return { gateway: this.#remember(registered), secret };
  }

  /** From now on only the new secret is accepted. */
  async renewSecret({ id, username }: KnownGateway): Promise<string> {
    const secret = makeSecret();
    await writeGatewaySecret(this.#needs.pool, id, hashSecret(secret));
    this.#changed.add(id);
    const login = this.#byId.get(id);
    if (login !== undefined) login.secretHash = hashSecret(secret);
    this.#needs.loginEnded(username);
    return secret;
  }

  /** Its login ends. The devices behind it stay registered. */
  async end({ id, username }: KnownGateway): Promise<void> {
    await writeGatewayEnd(this.#needs.pool, id, this.#needs.now());
    this.#changed.add(id);
    this.#byId.delete(id);
    this.#needs.loginEnded(username);
  }

  #login(username: string): Login | undefined {
    const [, id] = /^gateway-(\d+)$/.exec(username) ?? [];
    return id === undefined ? undefined : this.#byId.get(id as GatewayId);
  }

  #remember({ secretHash, lastHeardAt, online, ...gateway }: RegisteredGateway): KnownGateway {
    const known = this.#byId.get(gateway.id);
    const heardAt = Math.max(lastHeardAt ?? 0, known?.lastHeardAt ?? 0);
    this.#byId.set(gateway.id, {
      gateway,
      secretHash,
      lastHeardAt: heardAt === 0 ? null : heardAt,
      online,
      offered: known?.offered ?? null,
    });
    return gateway;
  }
}
