/** How an alarm is put to a contact, by its priority. */
export const priorityWords = {
  critical: "Danger to life",
  urgent: "Someone should look now",
  advisory: "You should know",
  info: "For your information",
} as const;

/** How far the messages to another contact got. */
export const reachedWords = {
  delivered: "message delivered",
  sent: "message sent",
  waiting: "message on its way",
  failed: "could not be reached",
} as const;
