import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A monitoring service outside that counts the calls of its URL. */
export interface HeartbeatReceiver {
  url: string;
  calls: number;
  /** The status of its answers. */
  status: number;
  stop(): Promise<void>;
}

export async function heartbeatReceiver(): Promise<HeartbeatReceiver> {
  const server = createServer((_request, response) => {
    receiver.calls += 1;
    response.writeHead(receiver.status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const receiver: HeartbeatReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/check/secret`,
    calls: 0,
    status: 200,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return receiver;
}
