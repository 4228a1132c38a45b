import { z } from "zod";

/**
 * A bed that is taken is believed once it has stayed so for a minute: empty mats report a person for seconds (a blanket that slips, a cat, a
 * sensor with a fault). That it was left is believed at once, because doubt raises and doubt never clears (docs/guarantees.md, 7).
 */
export const returnSeconds = z
  .number()
  .int()
  .min(0)
  .max(600)
  .default(60)
  .meta({ title: "How long a bed must stay occupied before the return is believed", unit: "s" });

/** The same where a rule has no setting for it: a bed or a chair as a sign of life. */
export const believedAfterMs = 60_000;
