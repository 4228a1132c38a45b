import { z } from "zod";

const seconds = (initial: number, least = 1, most = 86_400) => z.number().int().min(least).max(most).default(initial);

/**
 * The waits of answering, in seconds. Stored in the database (`answering_settings`); a supervisor may change them.
 *
 * Example with the defaults: a fall at 02:00:00 that no operator claims rings every desk again at 02:00:30, notifies the supervisors at
 * 02:01:00, everyone and the fallback contacts at 02:02:00, and every desk again at 02:07:00, 02:12:00 and so on.
 */
export const answeringSettings = z.strictObject({
  /** A case that waits at the centre rings again after this. */
  ringAgainSeconds: seconds(30),
  /** … notifies the supervisors after this. */
  supervisorSeconds: seconds(60),
  /** … notifies everyone and the fallback contacts after this. */
  everyoneSeconds: seconds(120),
  /** … and rings again each time this has passed since. Also the interval of messages while no operator is on duty. */
  repeatSeconds: seconds(300, 30),
  /** The holder of an untouched case is asked after this. */
  askHolderSeconds: seconds(300, 30),
  /** … and loses it after this. */
  loseUntouchedSeconds: seconds(420, 60),
  /** A hand-over that is not accepted goes back to the queue after this. */
  handOverSeconds: seconds(60, 10),
  /** A follow-up that is due is the holder's for this long, then everyone's. */
  followUpGraceSeconds: seconds(60, 10),
  /** A life-safety ring in a claimed case sounds at every desk after this, unless the holder acknowledges it. */
  unheardRingSeconds: seconds(10),
  /** A contact who said "I'm on it" is asked again after this, while the case is open. */
  askContactSeconds: seconds(1_800, 60),
  /** How long a contact has to answer before the next step of a carer-first plan. */
  contactWaitSeconds: seconds(180, 10, 3_600),
  /** A holder whose desk is disconnected for this long loses the case. */
  deskAwaySeconds: seconds(120, 10),
  /** No operator has been on duty for this long, and a case waits at the centre: administrators and fallback contacts are notified. */
  nobodyOnDutySeconds: seconds(60, 10),
  /** A home in commissioning is live after this. */
  commissioningSeconds: seconds(14_400, 600),
  /** A call for help in commissioning goes to the centre after this, unless the installer answers it. */
  commissioningCallSeconds: seconds(600, 60, 3_600),
});
export type AnsweringSettings = z.infer<typeof answeringSettings>;
