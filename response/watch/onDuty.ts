import type { Role } from "#domain/role.ts";

/** A member of staff with a connected desk. */
export interface PersonOnDuty {
  id: string;
  name: string;
  role: Role;
  /** The sound check of at least one connected desk succeeded, and it is not muted. */
  canHear: boolean;
}

/** Who is at work, as the live connections show. The console implements it. */
export interface OnDuty {
  people(): PersonOnDuty[];
  /** For how long the person has had no connected desk and sent no request, in ms; 0 while connected. */
  awayMs(id: string): number;
  /** Of these sessions and tokens, those that have ended or may no longer answer alarms. */
  ended(via: readonly { kind: "session" | "token"; id: string }[]): Promise<Set<string>>;
}
