/**
 * What has to be taken out (`- …`) and put in (`+ …`) to make the one list of the other, in order, and as little of it as
 * there is a way: around their longest common subsequence. What stands in both is left out.
 */
export function listDifference(expected: readonly string[], came: readonly string[]): string[] {
  // Of a timeline of thousands of lines, that of a stuck button, nearly all stand at the beginning and at the end of both.
  let begin = 0;
  while (begin < expected.length && begin < came.length && expected[begin] === came[begin]) begin += 1;
  let [wasEnd, isEnd] = [expected.length, came.length];
  while (wasEnd > begin && isEnd > begin && expected[wasEnd - 1] === came[isEnd - 1]) {
    wasEnd -= 1;
    isEnd -= 1;
  }
  const [was, is] = [expected.slice(begin, wasEnd), came.slice(begin, isEnd)];
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
