import type { BenchService } from "../load/benchService.ts";
import { type Spread, spread } from "../statistics.ts";
import { makeManyHomes } from "./manyHomes.ts";

/** Milliseconds from a request of the desk to its whole answer, one at a time. */
export type SearchFigures = Record<string, Spread>;

const asked: Readonly<Record<string, string>> = {
  "a name": "search?q=marton",
  "a name and a street": "search?q=marton%20velgate",
  "two letters": "search?q=ma",
  "a word of a fifth of all devices": "search?q=pendant",
  "a telephone number": "search?q=%2B44%207700%20912%20345",
  "four digits": "search?q=7123",
  "the number of a case": "search?q=123456",
  nothing: "search?q=zzzz",
  "the board of devices": "devices/board?limit=100",
  "the board: pendants of one area": "devices/board?limit=100&kind=button&area=North",
  "the board: offline devices": "devices/board?limit=100&status=offline",
  "closed cases": "cases?state=closed&limit=40",
  "closed cases of a person": "cases?state=closed&limit=40&find=marton%20oley",
  "closed cases with a rare outcome": "cases?state=closed&limit=40&outcome=genuine",
  "closed cases with an outcome that none has": "cases?state=closed&limit=40&outcome=technical",
  "closed cases before a day long ago": "cases?state=closed&limit=40&until=LONG_AGO",
};

/** Fills the service's database and asks each question `rounds` times. */
export async function measureSearch(service: BenchService, rounds: number, progress: (line: string) => void): Promise<SearchFigures> {
  progress("homes, devices and cases are being made");
  await makeManyHomes(service.database);
  const longAgo = new Date(Date.now() - 250 * 86_400_000).toISOString();
  const ask = async (path: string): Promise<number> => {
    const began = performance.now();
    const response = await fetch(`${service.httpUrl}/api/v1/${path.replace("LONG_AGO", longAgo)}`, {
      headers: { authorization: `Bearer ${service.token}` },
    });
    await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return performance.now() - began;
  };
  const figures: SearchFigures = {};
  for (const [title, path] of Object.entries(asked)) {
    progress(title);
    await ask(path);
    const samples: number[] = [];
    for (let round = 0; round < rounds; round += 1) samples.push(await ask(path));
    figures[title] = spread(samples);
  }
  return figures;
}
