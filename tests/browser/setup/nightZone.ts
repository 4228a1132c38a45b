/** A time zone where it is about two in the morning now. */
export function nightZone(): string {
  const hoursToTwo = ((2 - new Date().getUTCHours() + 36) % 24) - 12;
  return `Etc/GMT${hoursToTwo > 0 ? "-" : "+"}${Math.abs(hoursToTwo)}`;
}
