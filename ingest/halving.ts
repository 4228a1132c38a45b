import { faultOf } from "./writer.ts";

/**
 * Commits the batch. Where that fails for a reason that lies in some entry, it is halved until that entry stands alone
 * and is set aside, so that one bad message, or one locked row, never stops another. Throws where the database is away.
 */
export async function halving<T>(
  batch: readonly T[],
  commit: (batch: readonly T[]) => Promise<void>,
  setAside: (entry: T, error: unknown) => Promise<void>,
): Promise<void> {
  try {
    await commit(batch);
  } catch (error) {
    const [entry, ...others] = batch;
    if (faultOf(error) === "away" || entry === undefined) throw error;
    if (others.length === 0) return setAside(entry, error);
    const half = Math.ceil(batch.length / 2);
    await halving(batch.slice(0, half), commit, setAside);
    await halving(batch.slice(half), commit, setAside);
  }
}
