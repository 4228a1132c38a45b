import { deviceMessageBytes } from "#ingest/gateways/decodeMessage.ts";
import { gatewayFamilies } from "#ingest/receive/families/catalogue.ts";
import type { GatewayFamily, RegisteredModel } from "#ingest/receive/families/gatewayFamily.ts";
import { decodeNative } from "#ingest/receive/families/native.ts";
import { median } from "../statistics.ts";

/** What it costs to decode one message of a family, in microseconds of one core: the median of some rounds. */
export type DecodeFigures = readonly {
  family: string;
  bytes: number;
  microseconds: number;
  /** The costliest hostile message that is still read, in ms; null for devices with a login. */
  worstMs: number | null;
}[];

const rounds = 7;
const time = "2026-11-22T02:14:05.120Z";
/** A usual message of each family, with its topic below the base topic. */
const messages: Readonly<Record<string, readonly [topic: string, payload: object]>> = {
  zigbee2mqtt: [
    "Front door",
    { contact: false, battery: 97, battery_low: false, tamper: false, linkquality: 120, voltage: 3005, last_seen: time },
  ],
  chirpstack: [
    "application/6f2c8a70/device/24e124136c123456/event/up",
    {
      deduplicationId: "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
      time,
      deviceInfo: {
        tenantName: "Tenant",
        applicationName: "Homes",
        deviceProfileName: "WS301",
        deviceName: "Door",
        devEui: "24e124136c123456",
        tags: {},
      },
      devAddr: "00189440",
      dr: 5,
      fCnt: 41,
      fPort: 85,
      data: "AXVkAwABBAAB",
      object: { battery: 100, magnet_status: "open", tamper_status: "installed" },
      rxInfo: [{ gatewayId: "0016c001f153a14c", rssi: -71, snr: 9.2, crcStatus: "CRC_OK" }],
      txInfo: { frequency: 868_300_000, modulation: { lora: { bandwidth: 125_000, spreadingFactor: 7, codeRate: "CR_4_5" } } },
    },
  ],
  thethingsstack: [
    "v3/homes@tenant/devices/door/up",
    {
      end_device_ids: {
        device_id: "door",
        application_ids: { application_id: "homes" },
        dev_eui: "24E124136C123456",
        dev_addr: "260B1234",
      },
      received_at: time,
      uplink_message: {
        session_key_id: "AYc0yQ==",
        f_port: 85,
        f_cnt: 7,
        frm_payload: "AXVkAwABBAAB",
        decoded_payload: { battery: 100, magnet_status: "open", tamper_status: "installed" },
        rx_metadata: [{ gateway_ids: { gateway_id: "a" }, time, rssi: -64, channel_rssi: -64, snr: 9.2 }],
        received_at: time,
      },
    },
  ],
  homeassistant: [
    "binary_sensor/0x00158d/contact/config",
    {
      dev_cla: "door",
      "~": "zigbee2mqtt/Front door",
      stat_t: "~",
      uniq_id: "x",
      dev: { ids: ["x"], name: "Front door", mdl: "MCCGQ11LM", mf: "Aqara" },
    },
  ],
  shelly: [
    "shellyplus1-a8032abe54dc/events/rpc",
    {
      src: "shellyplus1-a8032abe54dc",
      dst: "x/events",
      method: "NotifyStatus",
      params: { ts: 1_795_313_645.04, "input:0": { id: 0, state: true } },
    },
  ],
  tasmota: ["tele/hall/SENSOR", { Time: "2026-11-22T02:14:05", Switch1: "ON", DS18B20: { Id: "3C01", Temperature: 19.4 }, TempUnit: "C" }],
};

export function measureDecode(repeats: number): DecodeFigures {
  const registered: RegisteredModel = { model: null, kinds: ["door", "temperature"] };
  const native = Buffer.from(JSON.stringify({ kind: "door", open: true, at: time, seq: 17, boot: "a1", battery: 97, signal: -71 }));
  const figures = [measured("native", native, () => decodeNative(native, "door"), repeats)];
  for (const family of gatewayFamilies) {
    const [topic, payload] = messages[family.name] ?? ["", {}];
    const bytes = Buffer.from(JSON.stringify(payload));
    const decode = () => family.decode({ topic, payload: bytes, isStoredCopy: false }, () => registered);
    figures.push({ ...measured(family.name, bytes, decode, repeats), worstMs: worstOf(family, topic, registered) });
  }
  return figures;
}

/** Damaged members, brackets and names without end, as long as a message may be. */
const hostile: readonly string[] = [
  `{${'"sos":tru,'.repeat(deviceMessageBytes / 10 - 2)}"b":1}`,
  "[".repeat(deviceMessageBytes),
  `{${Array.from({ length: 2_600 }, (_, nth) => `"k${nth}":1`).join()},"b":nan}`,
];

function worstOf(family: GatewayFamily, topic: string, registered: RegisteredModel): number {
  const costs = hostile.map((text) => {
    const payload = Buffer.from(text);
    const once = (): number => {
      const began = performance.now();
      family.decode({ topic, payload, isStoredCopy: false }, () => registered);
      return performance.now() - began;
    };
    return median(Array.from({ length: rounds }, once));
  });
  return Math.max(...costs);
}

function measured(family: string, bytes: Buffer, decode: () => { ok: boolean }, repeats: number): DecodeFigures[number] {
  const once = (): number => {
    const began = performance.now();
    for (let repeat = 0; repeat < repeats; repeat += 1) if (!decode().ok) throw new Error(`${family}: the message is not read`);
    return ((performance.now() - began) * 1000) / repeats;
  };
  // Until the code is compiled.
  once();
  return { family, bytes: bytes.length, worstMs: null, microseconds: median(Array.from({ length: rounds }, once)) };
}
