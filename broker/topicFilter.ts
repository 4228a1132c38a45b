/**
 * Whether a topic matches a filter with `+` and `#` (MQTT 3.1.1, 4.7). A filter that begins with a wildcard matches no topic of the broker
 * itself, such as `$SYS/uptime`.
 *
 * Example: `zigbee2mqtt/#` matches `zigbee2mqtt/Front door` and `zigbee2mqtt`; `tele/+/SENSOR` does not match `tele/plug/STATE`.
 */
export function matchesFilter(filter: string, topic: string): boolean {
  const wanted = filter.split("/");
  const levels = topic.split("/");
  if (topic.startsWith("$") && (wanted[0] === "#" || wanted[0] === "+")) return false;
  for (const [place, level] of wanted.entries()) {
    if (level === "#") return true;
    if (place >= levels.length || (level !== "+" && level !== levels[place])) return false;
  }
  return wanted.length === levels.length;
}
