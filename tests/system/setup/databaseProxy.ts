import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";

/** A TCP connection to the database that a test can cut and mend. The database keeps running for other connections. */
export interface DatabaseProxy {
  url: string;
  /** Connections break and new ones are refused, as when the server is gone. */
  cut(): void;
  /** Connections stay open and nothing passes, as when a network loses packets. */
  freeze(): void;
  /** Cuts after so many more chunks to the database, as when the service is killed in the middle of a transaction. */
  cutAfter(pieces: number): void;
  /** How many chunks went to the database since the last `cutAfter`. */
  sent(): number;
  mend(): void;
  stop(): Promise<void>;
}

export async function databaseProxy(databaseUrl: string): Promise<DatabaseProxy> {
  const target = new URL(databaseUrl);
  let state: "open" | "cut" | "frozen" = "open";
  let sent = 0;
  let piecesLeft = Number.POSITIVE_INFINITY;
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
      from.on("data", (chunk) => {
        if (from === far || mayPass()) to.write(chunk);
      });
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
  const cut = () => {
    state = "cut";
    for (const [near] of pairs) near.destroy();
  };
  const mayPass = (): boolean => {
    sent += 1;
    if (sent > piecesLeft) cut();
    return sent <= piecesLeft;
  };
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String((server.address() as AddressInfo).port);

  return {
    url: url.href,
    cut,
    cutAfter(pieces) {
      sent = 0;
      piecesLeft = pieces;
    },
    sent: () => sent,
    freeze() {
      state = "frozen";
      for (const pair of pairs) hold(pair);
    },
    mend() {
      state = "open";
      piecesLeft = Number.POSITIVE_INFINITY;
      for (const pair of pairs) for (const socket of pair) socket.resume();
    },
    async stop() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
