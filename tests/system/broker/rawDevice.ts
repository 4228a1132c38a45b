import { createConnection, type Socket } from "node:net";
import { generate } from "mqtt-packet";
import type { Provisioned } from "../setup/service.ts";

/** A device that has connected. A test writes its packets byte by byte. */
export async function rawConnection(mqttUrl: string, device: Provisioned): Promise<Socket> {
  const socket = createConnection(Number(new URL(mqttUrl).port), "127.0.0.1");
  socket.setNoDelay(true);
  socket.on("error", () => {});
  socket.write(connectPacket(device));
  await new Promise((resolve) => socket.once("data", resolve));
  return socket;
}

export function connectPacket(device: Provisioned): Buffer {
  const { username, secret } = device.mqtt;
  return generate({
    cmd: "connect",
    protocolId: "MQTT",
    protocolVersion: 4,
    clean: true,
    clientId: `raw-${device.id}`,
    keepalive: 60,
    username,
    password: Buffer.from(secret),
  });
}

export const publishPacket = (device: Provisioned, messageId: number, payload: string): Buffer =>
  generate({ cmd: "publish", topic: device.mqtt.topic, payload, qos: 1, messageId, dup: false, retain: false });
