import type { WriteStream } from "node:tty";

const width = 30;
const terminalEveryMs = 100;
const plainEveryMs = 5_000;

/** On a terminal a bar that redraws itself, elsewhere a line every five seconds. */
export function createProgress(out: Pick<WriteStream, "write" | "isTTY">, what: string) {
  const begunAt = performance.now();
  let drawnAt = out.isTTY ? 0 : begunAt;
  const draw = (done: number, total: number) => {
    const part = total === 0 ? 1 : done / total;
    const filled = Math.round(part * width);
    const perSecond = Math.round((done / Math.max(1, performance.now() - begunAt)) * 1000);
    const figures = `${Math.floor(part * 100)}% ${done}/${total} ${what}, ${perSecond} a second`;
    out.write(out.isTTY ? `\r\x1b[K${"█".repeat(filled)}${"░".repeat(width - filled)} ${figures}` : `${figures}\n`);
  };
  return {
    show(done: number, total: number) {
      const now = performance.now();
      if (now - drawnAt < (out.isTTY ? terminalEveryMs : plainEveryMs)) return;
      drawnAt = now;
      draw(done, total);
    },
    end(done: number, total: number) {
      draw(done, total);
      if (out.isTTY) out.write("\n");
    },
  };
}
