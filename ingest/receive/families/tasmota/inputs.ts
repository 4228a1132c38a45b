import { type DeviceKind, lifeSafetyKinds } from "#domain/reading.ts";
import type { ModelOf, RegisteredModel } from "../gatewayFamily.ts";
import { asObject, type Field, fieldsOf, type Json } from "../mapping/payloadText.ts";
import { nameForState } from "../mapping/wellKnown.ts";
import { isInverted } from "./models.ts";

/** What one message says of one device. */
export interface Part {
  externalId: string;
  registered: RegisteredModel | undefined;
  fields: readonly Field[];
  /** Each message counts: it is about one change, and no telegram of what is so. */
  isEvent: boolean;
}

const inputName = /^(Switch|Button)(\d*)$/;
/** Of the message, of the processor, and of a bridge's Zigbee devices. */
const notSensors = new Set([
  "Time",
  "Epoch",
  "TempUnit",
  "PressureUnit",
  "ESP32",
  "ZbReceived",
  "ZbInfo",
  "ZbState",
  "RfReceived",
  "IrReceived",
  "Wifi",
]);

/**
 * The Tasmota itself and its inputs. An input is a device of its own where it is registered so (`hall/Switch2`), else it counts for the
 * Tasmota (`hall`). Of several inputs only the first is its door or its movement; a danger may come by each.
 */
export function inputParts(name: string, members: Json, isEvent: boolean, modelOf: ModelOf): readonly Part[] {
  const itself = modelOf(name);
  const own: Field[] = [...celsius(fieldsOf(withoutInputs(members), notSensors), members.TempUnit)];
  const parts: Part[] = [];
  for (const [input, written] of Object.entries(members)) {
    const [, , number] = inputName.exec(input) ?? [];
    if (number === undefined) continue;
    const separate = modelOf(`${name}/${input}`);
    const first = number === "" || number === "1";
    const registered = separate ?? itself;
    const kinds =
      separate !== undefined || first ? (registered?.kinds ?? []) : (registered?.kinds ?? []).filter((kind) => lifeSafetyKinds.has(kind));
    const field = inputField(input, asObject(written)?.Action ?? written, { model: registered?.model ?? null, kinds }, isEvent);
    if (separate !== undefined) parts.push({ externalId: `${name}/${input}`, registered: separate, fields: field, isEvent });
    else own.push(...field);
  }
  return [{ externalId: name, registered: itself, fields: own, isEvent }, ...parts];
}

/** Inputs that could be added as devices of their own. */
export const furtherInputs = (members: Json): readonly string[] => {
  const inputs = Object.keys(members).filter((name) => inputName.test(name));
  return inputs.length > 1 ? inputs : [];
};

const withoutInputs = (members: Json): Json => Object.fromEntries(Object.entries(members).filter(([name]) => !inputName.test(name)));

const opposites = new Map<unknown, string>([
  ["ON", "OFF"],
  ["OFF", "ON"],
]);

/** `TOGGLE`, `HOLD`, `SINGLE` and the like are presses of a button; of another input they cannot be read. */
function inputField(input: string, written: unknown, { model, kinds }: RegisteredModel, isEvent: boolean): readonly Field[] {
  const stateName = nameForState(kinds);
  if (stateName === undefined) return [];
  const said = typeof written === "string" ? written.trim().toUpperCase() : written;
  const value = isInverted(model) ? (opposites.get(said) ?? said) : said;
  const isButton = kinds.find((kind: DeviceKind) => nameForState([kind]) === stateName) === "button";
  const isState = value === "ON" || value === "OFF";
  return [{ path: input, name: isButton && (isEvent || !isState) ? "press" : stateName, value }];
}

/** Temperatures in degrees Fahrenheit, if the message says so. */
function celsius(fields: readonly Field[], unit: unknown): readonly Field[] {
  if (unit !== "F") return fields;
  return fields.map((field) =>
    field.name === "Temperature" && typeof field.value === "number"
      ? { ...field, value: Math.round(((field.value - 32) / 1.8) * 10) / 10 }
      : field,
  );
}
