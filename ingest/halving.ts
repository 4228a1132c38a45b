import { faultOf } from "./writer.ts";

interface Halving<T> {
  commit(batch: readonly T[]): Promise<void>;
  /** The parts of an entry that stands for many; of any other itself alone. */
  divide(entry: T): readonly T[];
  setAside(entry: T, error: unknown): Promise<void>;
}

/**
 * Commits the batch. Where that fails for a reason that lies in some entry, it is halved until that entry stands alone, and so is what
 * that stands for; then it is set aside, so that one bad message, one locked row, or one home never stops another. Throws where the
 * database is away.
 */
export async function halving<T>(batch: readonly T[], how: Halving<T>): Promise<void> {
  try {
    await how.commit(batch);
  } catch (error) {
    const [entry] = batch;
    if (faultOf(error) === "away" || entry === undefined) throw error;
    const parts = batch.length > 1 ? batch : how.divide(entry);
    if (parts.length <= 1) return how.setAside(parts[0] ?? entry, error);
    const half = Math.ceil(parts.length / 2);
    await halving(parts.slice(0, half), how);
    await halving(parts.slice(half), how);
  }
}
