/**
 * The lines to remove (`- …`) and to add (`+ …`) to turn `expected` into `actual`, in order and as few as possible: those outside the
 * longest common subsequence. Lines in both lists are left out.
 *
 * Example: ["a", "b", "c"] and ["a", "c", "d"] give ["- b", "+ d"].
 */
export function listDifference(expected: readonly string[], actual: readonly string[]): string[] {
  // A stuck button gives timelines of thousands of lines that differ in a few: skip what both have at the beginning and at the end.
  let begin = 0;
  while (begin < expected.length && begin < actual.length && expected[begin] === actual[begin]) begin += 1;
  let [wasEnd, isEnd] = [expected.length, actual.length];
  while (wasEnd > begin && isEnd > begin && expected[wasEnd - 1] === actual[isEnd - 1]) {
    wasEnd -= 1;
    isEnd -= 1;
  }
  const [was, is] = [expected.slice(begin, wasEnd), actual.slice(begin, isEnd)];
  /** How many lines the two have in common from these places on, at `place * width + place`. */
  const width = is.length + 1;
  const common = new Uint32Array((was.length + 1) * width);
  const from = (a: number, b: number): number => common[a * width + b] as number;
  for (let a = was.length - 1; a >= 0; a -= 1)
    for (let b = is.length - 1; b >= 0; b -= 1)
      common[a * width + b] = was[a] === is[b] ? from(a + 1, b + 1) + 1 : Math.max(from(a + 1, b), from(a, b + 1));

  const lines: string[] = [];
  let [a, b] = [0, 0];
  while (a < was.length || b < is.length) {
    if (a < was.length && b < is.length && was[a] === is[b]) [a, b] = [a + 1, b + 1];
    else if (b === is.length || (a < was.length && from(a + 1, b) >= from(a, b + 1))) lines.push(`- ${was[a++]}`);
    else lines.push(`+ ${is[b++]}`);
  }
  return lines;
}
