import { readCasas } from "#device-sim/formats/casas.ts";

/**
 * Invented nights in the CASAS way of writing: up from seven to ten, a door and a walk in the afternoon, one trip to the
 * toilet at three, labels of when the person is in bed. Begins on 6 May 2019 at noon.
 */
export function madeNights(nights: number): string {
  const rows: string[] = [];
  const say = (wall: Temporal.PlainDateTime, rest: string) =>
    rows.push(`${wall.toString({ smallestUnit: "second" }).replace("T", " ")} ${rest}`);
  const pass = (wall: Temporal.PlainDateTime, place: string, label: string) => {
    say(wall, `${place} ON ${label}`);
    say(wall.add({ seconds: 4 }), `${place} OFF ${label}`);
  };
  for (let day = 0; day <= nights; day += 1) {
    const at = (hour: number, minute = 0, second = 0) =>
      Temporal.PlainDateTime.from("2019-05-06").add({ days: day, hours: hour, minutes: minute, seconds: second });
    if (day > 0) {
      pass(at(0, 40), "Bedroom Bedroom", "Sleep");
      pass(at(3, 0), "Bedroom Bedroom", "Bed_Toilet_Transition");
      pass(at(3, 0, 20), "Bathroom Bathroom", "Bed_Toilet_Transition");
      pass(at(3, 6), "Bedroom Bedroom", "Sleep");
      pass(at(5, 30), "Bedroom Bedroom", "Sleep");
      pass(at(7, 5), "Bedroom Bedroom", "Wake_Up");
      for (let minute = 10; minute < 240; minute += 7) pass(at(7, minute), "Kitchen Kitchen", "Other_Activity");
    }
    if (day === nights) break;
    say(at(14), "OutsideDoor FrontDoor OPEN Leave_Home");
    say(at(14, 0, 10), "OutsideDoor FrontDoor CLOSE Leave_Home");
    say(at(15), "OutsideDoor FrontDoor OPEN Enter_Home");
    say(at(15, 0, 10), "OutsideDoor FrontDoor CLOSE Enter_Home");
    for (let minute = 1; minute < 400; minute += 7) pass(at(15, minute), "LivingRoom LivingRoom", "Other_Activity");
    pass(at(22, 30), "Bedroom Bedroom", "Sleep");
  }
  return `${rows.join("\n")}\n`;
}

export const madeEvents = (nights: number) => readCasas(madeNights(nights)).events;
