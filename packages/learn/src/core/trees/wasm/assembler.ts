/**
 * The little of WebAssembly's binary format that the kernels need: functions over 32-bit addresses of one shared, imported memory.
 * Code is the bytes of instructions in the order of evaluation, so an expression is the concatenation of its operands and its
 * instruction. Format and opcodes: WebAssembly Core Specification 2.0, section 5, and its threads proposal for shared memories.
 */

export type Code = readonly number[];
type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';

const TYPES: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };
/** 65,536 pages of 64 KiB: all that 32-bit addresses reach. */
const MAX_PAGES = 65_536;

export interface Kernel {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly result: ValueType | null;
  /** Types of the variables after the parameters. */
  readonly locals: readonly ValueType[];
  readonly body: Code;
}

/** A module that imports `env.memory` and exports every kernel by its name. */
export function assemble(kernels: readonly Kernel[]): Uint8Array<ArrayBuffer> {
  const types = kernels.map(({ parameters, result }) => [
    0x60,
    ...vector(parameters.map((type) => [TYPES[type]])),
    ...vector(result === null ? [] : [[TYPES[result]]]),
  ]);
  const memory = [...text('env'), ...text('memory'), 0x02, 0x03, ...unsigned(1), ...unsigned(MAX_PAGES)];
  const bodies = kernels.map(({ locals, body }) => {
    const code = [...vector(locals.map((type) => [1, TYPES[type]])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, vector(types)),
    ...section(2, vector([memory])),
    ...section(3, vector(kernels.map((_, index) => unsigned(index)))),
    ...section(7, vector(kernels.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]))),
    ...section(10, vector(bodies)),
  ]);
}

function section(id: number, content: Code): Code {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): Code {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
}

/** LEB128 of a whole number from 0 to 2^32 - 1. */
function unsigned(value: number): Code {
  const bytes: number[] = [];
  let rest = value >>> 0;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** LEB128 of a 32-bit number with sign. */
function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const i32 = (value: number): Code => [0x41, ...signed(value)];
export const i64 = (value: number): Code => [0x42, ...signed(value)];

const binary =
  (...opcode: readonly number[]) =>
  (a: Code, b: Code): Code => [...a, ...b, ...opcode];
const unary =
  (...opcode: readonly number[]) =>
  (a: Code): Code => [...a, ...opcode];
/** An access to memory: the address, the opcode, the alignment as a power of two, and a constant offset. */
const load =
  (align: number, ...opcode: readonly number[]) =>
  (address: Code, offset = 0): Code => [...address, ...opcode, align, ...unsigned(offset)];
const store =
  (align: number, ...opcode: readonly number[]) =>
  (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...opcode, align, ...unsigned(offset)];

export const add = binary(0x6a);
export const subtract = binary(0x6b);
export const multiply = binary(0x6c);
export const shiftLeft = binary(0x74);
export const shiftRight = binary(0x76);
export const less = binary(0x49);
export const load32 = load(2, 0x28);
export const load8 = load(0, 0x2d);
export const store32 = store(2, 0x36);
export const store8 = store(0, 0x3a);
/** `select(condition ? a : b)` without a branch. */
export const select = (a: Code, b: Code, condition: Code): Code => [...a, ...b, ...condition, 0x1b];

/** An unsigned 32-bit number as one of 64. */
export const long = unary(0xad);
export const loadLong = load(3, 0x29);
export const andLong = binary(0x83);
export const shiftLeftLong = binary(0x86);
export const shiftRightLong = binary(0x88);
export const subtractLong = binary(0x7d);
/** A signed 64-bit number as the nearest double. */
export const toDouble = unary(0xb9);
export const storeDouble = store(3, 0x39);

export const loadFloat = load(2, 0x2a);
export const greaterFloat = binary(0x5e);
export const equalFloat = binary(0x5b);

export const loadVector = load(4, 0xfd, 0x00);
export const storeVector = store(4, 0xfd, 0x0b);
/** Eight bytes into the lower half, zeros above. */
export const loadHalf = load(3, 0xfd, 0x5d);
export const splatLong = unary(0xfd, 0x12);
/** The vector with its upper 64 bits replaced. */
export const withUpperLong = (vector: Code, value: Code): Code => [...vector, ...value, 0xfd, 0x1e, 1];
/** The lower two 32-bit lanes with sign as two of 64. */
export const widen = unary(0xfd, 0xc7, 0x01);
export const addLongs = binary(0xfd, 0xce, 0x01);
export const subtractLongs = binary(0xfd, 0xd1, 0x01);

export const fillMemory = (to: Code, byte: Code, bytes: Code): Code => [...to, ...byte, ...bytes, 0xfc, 0x0b, 0x00];
export const copyMemory = (to: Code, from: Code, bytes: Code): Code => [
  ...to,
  ...from,
  ...bytes,
  0xfc,
  0x0a,
  0x00,
  0x00,
];

/** `do … while (condition)`: for callers that know that there is something to do. */
export const repeatWhile = (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0x00, 0x0b];
/** `if (condition) body`. */
export const when = (condition: Code, body: Code): Code => [...condition, 0x04, 0x40, ...body, 0x0b];
