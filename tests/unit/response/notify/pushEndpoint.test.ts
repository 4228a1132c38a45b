import { createSocket } from "node:dgram";
import { Resolver } from "node:dns/promises";
import { once } from "node:events";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { publicAddresses } from "#response/notify/channels/postOutside.ts";
import { isPublicAddress, isPushEndpoint } from "#response/notify/phones/pushEndpoint.ts";

test.each([
  "https://fcm.googleapis.com/fcm/send/abc",
  "https://updates.push.services.mozilla.com/wpush/v2/abc",
  "https://web.push.apple.com/abc",
  "https://wns2-par02p.notify.windows.com/w/?token=abc",
])("%s is a push service", (endpoint) => {
  expect(isPushEndpoint(endpoint, null)).toBe(true);
});

test("no number is a host of an endpoint, in whatever way it is written", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.ipV4(),
        fc.ipV4Extended(),
        fc.ipV6().map((one) => `[${one}]`),
      ),
      (host) => {
        expect(isPushEndpoint(`https://${host}/push`, null)).toBe(false);
      },
    ),
  );
});

test("the push service for trying pushes is allowed at its own port and nowhere else", () => {
  const tried = "http://127.0.0.1:4000";
  expect(isPushEndpoint("http://127.0.0.1:4000/phone", tried)).toBe(true);
  expect(isPushEndpoint("http://127.0.0.1:4001/phone", tried)).toBe(false);
  expect(isPushEndpoint("http://127.0.0.1:4000/phone", null)).toBe(false);
});

test.each([
  ["8.8.8.8", true],
  ["2606:4700::1111", true],
  ["10.1.2.3", false],
  ["172.31.255.255", false],
  ["172.32.0.1", true],
  ["100.64.0.1", false],
  ["169.254.169.254", false],
  ["127.0.0.2", false],
  ["0.0.0.0", false],
  ["::1", false],
  ["::ffff:10.0.0.1", false],
  ["fd12::1", false],
  ["fe80::1", false],
])("%s is public: %s", (address, isPublic) => {
  expect(isPublicAddress(address)).toBe(isPublic);
});

/** A name server of which `answer` gives the bytes of an IPv4 address for each question; null: it does not answer. */
async function nameServer(answer: readonly number[] | null): Promise<Resolver> {
  const socket = createSocket("udp4");
  onTestFinished(() => void socket.close());
  socket.on("message", (question, { port, address }) => {
    if (answer === null) return;
    // RFC 1035: the question's type is its third byte from the end but one. Only A (1) has an answer.
    const isA = question.readUInt16BE(question.indexOf(0, 12) + 1) === 1;
    const name = question.subarray(12, question.indexOf(0, 12) + 5);
    const header = Buffer.from([question[0] ?? 0, question[1] ?? 0, 0x81, 0x80, 0, 1, 0, isA ? 1 : 0, 0, 0, 0, 0]);
    const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...answer]);
    socket.send(Buffer.concat([header, name, ...(isA ? [record] : [])]), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  const resolver = new Resolver({ timeout: 200, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  return resolver;
}

test("a name that leads to a public address is used, and one that leads inside is refused", async () => {
  expect(await publicAddresses("push.example", await nameServer([8, 8, 8, 8]))).toEqual([{ address: "8.8.8.8", family: 4 }]);
  await expect(publicAddresses("push.example", await nameServer([10, 0, 0, 7]))).rejects.toThrow("push.example");
  await expect(publicAddresses("push.example", await nameServer([127, 0, 0, 1]))).rejects.toThrow("push.example");
});

test("a name whose server does not answer is given up, and ends no other look-up", async () => {
  const [silent, answering] = [await nameServer(null), await nameServer([8, 8, 8, 8])];
  const waiting = Array.from({ length: 20 }, (_, place) => publicAddresses(`slow-${place}.example`, silent));
  expect(await publicAddresses("push.example", answering)).toHaveLength(1);
  for (const { status } of await Promise.allSettled(waiting)) expect(status).toBe("rejected");
});
