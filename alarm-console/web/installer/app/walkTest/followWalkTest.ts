import { io, type Socket } from "socket.io-client";
import type { CommissioningCall, DeviceTick } from "#domain/installing/commissioning.ts";

interface Events {
  tick: (tick: DeviceTick) => void;
  call: (one: CommissioningCall) => void;
  changed: () => void;
}
interface Listener {
  connected(isLive: boolean): void;
  tick(tick: DeviceTick): void;
  call(one: CommissioningCall): void;
  changed(): void;
}

const retryMs = 2_000;

/** Follows the home over Socket.IO until the returned function is called. It connects again by itself. */
export function followWalkTest(home: string, listener: Listener): () => void {
  const socket: Socket<Events> = io("/walk-test", { auth: { home }, reconnectionDelay: 400, reconnectionDelayMax: 3_000, timeout: 5_000 });
  let stopped = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  const lost = () => {
    listener.connected(false);
    // Refused by the service, for example while the session is renewed.
    clearTimeout(retry);
    if (!socket.active && !stopped) retry = setTimeout(() => socket.connect(), retryMs);
  };
  socket.on("connect", () => listener.connected(true));
  socket.on("disconnect", lost);
  socket.on("connect_error", lost);
  socket.on("tick", (tick) => listener.tick(tick));
  socket.on("call", (one) => listener.call(one));
  socket.on("changed", () => listener.changed());
  return () => {
    stopped = true;
    clearTimeout(retry);
    socket.disconnect();
  };
}
