import type { DeviceKind } from "#domain/reading.ts";
import { celsius, fallAmong, press, state, words } from "../mapping/meaning.ts";
import { type Model, type ModelTable, model, modelNamed } from "../mapping/model.ts";
import { asObject, type Json, listIn, textIn } from "../mapping/payloadText.ts";

/** A model and what is special about the values that its maker's codec gives. */
export interface LorawanModel extends Model {
  /**
   * Names that every message on this port has, so that one which is left out is `false` (some converters omit false and 0). This never ends
   * a danger: only what a device says does (docs/guarantees.md, 7).
   */
  always: ReadonlyMap<number, readonly string[]>;
  /** Rewrites values that belong together. */
  prepare: (object: Json) => Json;
}

const entry = (
  of: Model,
  { always = {}, prepare = (object) => object }: { always?: Record<number, string[]>; prepare?: LorawanModel["prepare"] } = {},
): LorawanModel => ({
  ...of,
  always: new Map(Object.entries(always).map(([port, names]) => [Number(port), names])),
  prepare,
});

const isOver = (event: unknown): boolean => /deactivated|ignored/i.test(textIn(asObject(event), "alarm_status") ?? "");
/** An alarm that was switched off at the device is no new fall. */
const radarEvents = (object: Json): Json => ({
  ...object,
  events: listIn(object, "events").filter((event) => !isOver(event)),
  history: listIn(object, "history").filter((event) => !isOver(event)),
});

const leak = { leakage_status: state("flood"), water_leak: state("flood"), temperature: celsius };
const draginoLeak = model({ WATER_LEAK_STATUS: state("flood"), WATER_LEAK_STATUS1: state("flood"), WATER_LEAK_STATUS2: state("flood") });
const draginoDoor = model({ DOOR_OPEN_STATUS: state("door") });
/** They repeat `TRUE` until the alarm mode ends; each message counts, because the one that ends it may be lost. */
const draginoAlarm = model({ ALARM_status: state("button"), Alarm_status: state("button"), TempC_SHT41: celsius, Alarm: state("button") });

/**
 * LoRaWAN devices, by the fields that the makers' own codecs give. The codecs of ChirpStack and The Things Stack are the same.
 * Names were checked in the repositories Milesight-IoT/SensorDecoders, dragino/dragino-end-node-decoder and TheThingsNetwork/lorawan-devices.
 */
export const lorawanModels: ModelTable<LorawanModel> = new Map([
  ["WS101", entry(model({ "button_event.status": press, press }))],
  ["WS202", entry(model({ pir: state("motion"), pir_status: state("motion") }))],
  ["WS203", entry(model({ occupancy: state("motion"), temperature: celsius }))],
  ["WS301", entry(model({ magnet_status: state("door") }))],
  ["EM300-MCS", entry(model({ magnet_status: state("door"), temperature: celsius }))],
  ["WS303", entry(model(leak))],
  ["EM300-SLD", entry(model(leak))],
  ["EM300-ZLD", entry(model(leak))],
  ["EM300-MLD", entry(model(leak))],
  ["VS340", entry(model({ occupancy: state("chair") }))],
  ["VS341", entry(model({ occupancy: state("chair") }))],
  ["VS370", entry(model({ occupancy: state("motion") }))],
  [
    "VS373",
    entry(
      model({
        detection_status: [fallAmong("fall"), words("bed", { in_bed: true, out_of_bed: false, vacant: false })],
        alarm_type: [fallAmong("fall"), words("bed", { out_of_bed: false })],
      }),
      { prepare: radarEvents },
    ),
  ],
  ["LDS02", entry(draginoDoor)],
  ["LDS03A", entry(draginoDoor)],
  ["DS03A-LB", entry(draginoDoor)],
  ["LWL02", entry(draginoLeak)],
  ["LWL03A", entry(draginoLeak)],
  ["WL03A-LB", entry(draginoLeak)],
  ["PB01", entry(draginoAlarm)],
  ["TRACKERD", entry(draginoAlarm)],
  ["LGT-92", entry(draginoAlarm)],
  // Browan: one fixed frame on one port, and a battery in volts.
  ["TBMS100", entry(model({ status: state("motion") }, { batteryIsVolts: true }), { always: { 102: ["status"] } })],
  ["TBDW100", entry(model({ status: state("door") }, { batteryIsVolts: true }), { always: { 100: ["status"] } })],
  ["TBWL100", entry(model({ status: state("flood") }, { batteryIsVolts: true }), { always: { 106: ["status"] } })],
]);

export const lorawanModel = (name: string | null): LorawanModel | undefined => modelNamed(lorawanModels, name);
export const kindsOfLorawan = (name: string): readonly DeviceKind[] | undefined => lorawanModel(name)?.kinds;
