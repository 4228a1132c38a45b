/** What staff do in a case. `call`: a contact. `emergency`: 999. */
export const caseActions = ["speakToHome", "call", "emergency", "sendResponder", "other"] as const;
/** `done` is for what has no answer, such as a responder who was sent. */
export const actionResults = ["answered", "noAnswer", "onTheWay", "refused", "done"] as const;

export interface DoneAction {
  action: (typeof caseActions)[number];
  result: (typeof actionResults)[number];
  note: string;
}

const results = {
  answered: "answered",
  noAnswer: "no answer",
  onTheWay: "on the way",
  refused: "cannot come",
  done: "done",
} as const;

/** The line of the timeline. Example: "Called Meera Shah (daughter): no answer. Voicemail left". */
export function actionText({ action, result, note }: DoneAction, contact: { name: string; relation: string } | undefined): string {
  const did = {
    speakToHome: "Spoke to the home",
    call: `Called ${contact === undefined ? "a contact" : `${contact.name} (${contact.relation})`}`,
    emergency: "Called 999",
    sendResponder: "Responder",
    other: "Action",
  }[action];
  const said =
    action === "speakToHome" && result === "noAnswer"
      ? "Called the home: no answer, treated as an emergency"
      : `${did}: ${results[result]}`;
  return note === "" ? said : `${said}. ${note}`;
}

/** No one in the home answers: that is an emergency, also where the alarm was a minor one. */
export const isUnansweredHome = ({ action, result }: Pick<DoneAction, "action" | "result">): boolean =>
  action === "speakToHome" && result === "noAnswer";
