import { lifeSafetyKinds } from "#domain/reading.ts";
import type { GatewayMessage, GatewayResult, RegisteredModel } from "../gatewayFamily.ts";
import { mayBeCall } from "../suspectedCall.ts";
import { namesDanger } from "./wellKnown.ts";

const isForLife = (registered: RegisteredModel | undefined): boolean =>
  registered?.kinds.some((kind) => lifeSafetyKinds.has(kind)) ?? false;

/**
 * Whether a message that cannot be read may be a call for help: its device is registered for a kind of life safety and the message is not
 * beyond doubt about the device itself, or it names a danger. A stored copy may be days old and raises nothing (`GatewayMessage`).
 */
export function mayCall(text: string, registered: RegisteredModel | undefined, { isStoredCopy }: GatewayMessage): boolean {
  if (isStoredCopy) return false;
  if (namesDanger(text)) return true;
  return (registered?.kinds ?? ["heartbeat"]).some((kind) => mayBeCall(text, kind));
}

/** Quarantine. */
export const unread = (reason: string, externalId: string | null, call: boolean): GatewayResult => ({
  ok: false,
  reason: reason.slice(0, 200),
  externalId,
  call,
});

/** The same for values that no one here can read: their device decides, unless something beside them names a danger. */
export const unreadByDevice = (
  reason: string,
  externalId: string,
  text: string,
  registered: RegisteredModel | undefined,
  { isStoredCopy }: GatewayMessage,
): GatewayResult => unread(reason, externalId, !isStoredCopy && (isForLife(registered) || namesDanger(text)));
