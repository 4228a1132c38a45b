import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";

/** A wire to the database that a test can cut and mend: the database itself goes on, whoever else uses it. */
export interface DatabaseProxy {
  url: string;
  /** Connections break and new ones are refused, as when the server is gone. */
  cut(): void;
  /** Connections stay and nothing passes, as when a network swallows packets. */
  freeze(): void;
  mend(): void;
  stop(): Promise<void>;
}

export async function databaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  let state: "open" | "cut" | "frozen" = "open";
  const pairs = new Set<[Socket, Socket]>();

  const server = createServer((near) => {
    if (state === "cut") return void near.destroy();
    const far = createConnection(Number(target.port || 5432), target.hostname);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.setNoDelay(true);
      from.on("data", (chunk) => to.write(chunk));
      from.on("error", () => {});
      from.on("close", () => {
        pairs.delete(pair);
        to.destroy();
      });
    }
    if (state === "frozen") hold(pair);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const hold = (pair: [Socket, Socket]) => {
    for (const socket of pair) socket.pause();
  };
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);

  return {
    url: url.href,
    cut() {
      state = "cut";
      for (const [near] of pairs) near.destroy();
    },
    freeze() {
      state = "frozen";
      for (const pair of pairs) hold(pair);
    },
    mend() {
      state = "open";
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    async stop() {
      state = "cut";
      for (const [near] of pairs) near.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
