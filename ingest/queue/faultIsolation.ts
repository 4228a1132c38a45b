import { faultOf } from "../journal/writer.ts";

interface Halving<T> {
  commit(batch: readonly T[]): Promise<void>;
  /** A batch that was refused, in parts: the last is what the fault lies in, where that is known. One part cannot be divided any more. */
  divide(batch: readonly T[], error: unknown): readonly (readonly T[])[];
  setAside(entry: T, error: unknown): Promise<void>;
}

/**
 * Commits the batch. Where that fails for a reason that lies in some entry, it is divided until that entry stands alone and is set aside,
 * so that one bad message, one locked row, or one home never stops another. Throws where the database is away.
 */
export async function commitIsolatingFaults<T>(batch: readonly T[], how: Halving<T>): Promise<void> {
  try {
    await how.commit(batch);
  } catch (error) {
    if (faultOf(error) === "away") throw error;
    const parts = how.divide(batch, error);
    const [entry] = parts[0] ?? [];
    if (parts.length > 1) for (const part of parts) await commitIsolatingFaults(part, how);
    else if (entry === undefined) throw error;
    else await how.setAside(entry, error);
  }
}
