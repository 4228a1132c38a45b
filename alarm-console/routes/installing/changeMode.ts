import type { Author } from "#domain/alarm.ts";
import type { HomeFacts } from "#domain/home.ts";
import type { Commissionings } from "#response/commissioning/commissionings.ts";
import { notValid, Refusal } from "../../errors.ts";

/** Begins or ends commissioning. Other modes have calls of their own, or are none that a home can change to. */
export async function changeMode(
  commissionings: Pick<Commissionings, "begin" | "end">,
  { home, by }: { home: HomeFacts; by: Author },
  mode: unknown,
): Promise<void> {
  if (mode === home.mode && mode !== "commissioning") return;
  if (mode === "live" && home.mode === "commissioning") {
    await commissionings.end(home.id, "person", by);
    return;
  }
  if (mode !== "commissioning" || home.mode === "test" || home.mode === "ended")
    throw notValid([{ path: "mode", message: `a home cannot change from ${home.mode} to ${String(mode)} here` }]);
  const begun = await commissionings.begin(home.id, by);
  if (!begun.ok)
    throw begun.why === "openCase"
      ? new Refusal("notOver", "A call of this home is not closed yet. Commissioning would silence it: close the case first.")
      : new Refusal("notFound", `There is no home ${home.id}.`);
}
