import type { Role } from "#domain/role.ts";

export interface SessionLimit {
  /** A session ends after so long without use. */
  idleMs: number;
  /** It ends so long after the sign-in, used or not; null: never. */
  absoluteMs: number | null;
  /** Use prolongs it, at most once in this time. */
  prolongAfterMs: number;
}

const minute = 60_000;
const hour = 60 * minute;

/** Who works at a desk of the centre. */
export const officeRoles: readonly Role[] = ["admin", "supervisor", "operator", "tester"];
/** A desk that stays open counts as use. */
export const officeLimit = { idleMs: 60 * minute, absoluteMs: 12 * hour, prolongAfterMs: 5 * minute } as const satisfies SessionLimit;
/** A carer's phone stays signed in, because it must show an alarm at night. */
const carerLimit: SessionLimit = { idleMs: 60 * 24 * hour, absoluteMs: null, prolongAfterMs: hour };
/** An installer's phone is without a connection for hours. */
const installerLimit: SessionLimit = { idleMs: 12 * hour, absoluteMs: null, prolongAfterMs: hour };

export function sessionLimit(role: Role): SessionLimit {
  if (officeRoles.includes(role)) return officeLimit;
  return role === "carer" ? carerLimit : installerLimit;
}

/** When a session ends that is used now. In epoch ms. */
export function expiryOf(role: Role, { createdAt, now }: { createdAt: number; now: number }): number {
  const { idleMs, absoluteMs } = sessionLimit(role);
  return absoluteMs === null ? now + idleMs : Math.min(now + idleMs, createdAt + absoluteMs);
}
