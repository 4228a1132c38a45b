/** The outcomes that alarms of a rule usually have, most frequent first. Codes of the standard outcomes; a centre may retire some of them. */
const usual: Readonly<Record<string, readonly string[]>> = {
  sosPress: ["accidental", "testCall", "reassurance", "assistance", "genuine"],
  unreadableMessage: ["technical", "accidental", "testCall", "genuine"],
  fall: ["genuine", "assistance", "falseAlarm", "testCall"],
  environment: ["falseAlarm", "testCall", "genuine", "assistance"],
  bedExit: ["reassurance", "assistance", "falseAlarm", "genuine"],
  nightWandering: ["reassurance", "assistance", "falseAlarm", "genuine"],
  boundary: ["reassurance", "assistance", "genuine", "falseAlarm"],
  doorOpen: ["reassurance", "falseAlarm", "assistance", "genuine"],
  notBack: ["reassurance", "assistance", "genuine"],
  inactivity: ["reassurance", "falseAlarm", "assistance", "genuine"],
  notUp: ["reassurance", "assistance", "genuine", "falseAlarm"],
  silence: ["technical"],
  deviceHealth: ["technical"],
};

/** The outcomes with those first that are usual for a rule. The others keep their order. */
export function usualFirst<One extends { code: string }>(outcomes: readonly One[], rule: string): One[] {
  const order = Object.hasOwn(usual, rule) ? (usual[rule] ?? []) : [];
  const rank = ({ code }: One): number => (order.includes(code) ? order.indexOf(code) : order.length);
  return outcomes.toSorted((a, b) => rank(a) - rank(b));
}
