/**
 * The inner loops of training. A bin of a histogram is 16 bytes: the sum of the rows' gradients as a 64-bit whole number, and one of
 * 64 bits with their count above and the sum of their hessians below (`quantise.ts`). Whole numbers add up to the same in every order,
 * which is what makes training the same with any number of threads, and histograms subtractable without loss.
 */
import {
  add,
  addLongs,
  andLong,
  assemble,
  type Code,
  copyMemory,
  equalFloat,
  fillMemory,
  get,
  greaterFloat,
  i32,
  i64,
  type Kernel,
  less,
  load8,
  load32,
  loadFloat,
  loadHalf,
  loadLong,
  loadVector,
  long,
  multiply,
  repeatWhile,
  select,
  set,
  shiftLeft,
  shiftLeftLong,
  shiftRight,
  shiftRightLong,
  splatLong,
  store8,
  store32,
  storeDouble,
  storeVector,
  subtract,
  subtractLong,
  subtractLongs,
  toDouble,
  when,
  widen,
  withUpperLong,
} from './assembler.ts';

/** Columns of a block, whose histograms of 4 KiB each stay in the first cache. */
export const BLOCK = 8;
/** Bytes of a column's histogram: 256 bins. */
export const HISTOGRAM_BYTES = 4096;

export interface Kernels {
  /** Add the rows `[from, to)` (addresses of their 32-bit numbers) to the histograms of the block whose bins of row 0 are at `bins`. */
  readonly addRows: (
    from: number,
    to: number,
    bins: number,
    stride: number,
    gradients: number,
    histogram: number,
    countShift: number,
  ) => void;
  /** Zeros. Views of shared memory are filled and copied byte by byte, which takes several times as long. */
  readonly clear: (to: number, bytes: number) => void;
  readonly copy: (to: number, from: number, bytes: number) => void;
  /** `to[i] -= what[i]`, `bytes` of them, a multiple of 16. */
  readonly subtract: (to: number, what: number, bytes: number) => void;
  readonly add: (to: number, what: number, bytes: number) => void;
  /** Bins as doubles, `bins` of them: gradients, hessians and counts at `to`, 2 KiB apart. */
  readonly decode: (histogram: number, bins: number, to: number, countShift: number) => void;
  /** Write for the rows `[from, to)` whether they go left (1) or right (0), and return how many go left. */
  readonly sides: (from: number, to: number, bins: number, stride: number, table: number, sides: number) => number;
  /** Bring the rows `[from, to)` to where those of the left and of the right go on. */
  readonly scatter: (from: number, to: number, sides: number, left: number, right: number) => void;
  /** The bins of `[from, to)` (addresses of floats) by 255 ascending bounds at `bounds`; missing values have bin 0. */
  readonly binNumbers: (from: number, to: number, bounds: number, bins: number, stride: number) => void;
}

/** The bytes of the module; the same in every thread. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  return assemble([
    addRows(),
    { name: 'clear', parameters: ['i32', 'i32'], result: null, locals: [], body: fillMemory(get(0), i32(0), get(1)) },
    {
      name: 'copy',
      parameters: ['i32', 'i32', 'i32'],
      result: null,
      locals: [],
      body: copyMemory(get(0), get(1), get(2)),
    },
    combine('add', addLongs),
    combine('subtract', subtractLongs),
    decode(),
    sides(),
    scatter(),
    binNumbers(),
  ]);
}

/** What `kernelBytes` exports, over this memory. */
export function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernels {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return exports as unknown as Kernels;
}

/** Numbers of locals, parameters first. */
const LOCALS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;

const advance = (local: number, bytes: number): Code => set(local, add(get(local), i32(bytes)));

function addRows(): Kernel {
  const [from, to, bins, stride, gradients, histogram, countShift, row, bin, slot, count, sum] = LOCALS;
  const columns = Array.from({ length: BLOCK }, (_, column) => [
    ...set(slot, add(get(histogram), shiftLeft(load8(get(bin), column), i32(4)))),
    ...storeVector(
      get(slot),
      addLongs(loadVector(get(slot), column * HISTOGRAM_BYTES), get(sum)),
      column * HISTOGRAM_BYTES,
    ),
  ]).flat();
  return {
    name: 'addRows',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    result: null,
    locals: ['i32', 'i32', 'i32', 'v128', 'v128'],
    body: when(less(get(from), get(to)), [
      ...set(count, withUpperLong(splatLong(i64(0)), shiftLeftLong(i64(1), long(get(countShift))))),
      ...repeatWhile(
        [
          ...set(row, load32(get(from))),
          ...set(bin, add(get(bins), multiply(get(row), get(stride)))),
          ...set(sum, addLongs(widen(loadHalf(add(get(gradients), shiftLeft(get(row), i32(3))))), get(count))),
          ...columns,
          ...advance(from, 4),
        ],
        less(get(from), get(to)),
      ),
    ]),
  };
}

function combine(name: string, operation: (a: Code, b: Code) => Code): Kernel {
  const [to, what, bytes, end] = LOCALS;
  return {
    name,
    parameters: ['i32', 'i32', 'i32'],
    result: null,
    locals: ['i32'],
    body: [
      ...set(end, add(get(to), get(bytes))),
      ...when(
        less(get(to), get(end)),
        repeatWhile(
          [
            ...storeVector(get(to), operation(loadVector(get(to)), loadVector(get(what)))),
            ...advance(to, 16),
            ...advance(what, 16),
          ],
          less(get(to), get(end)),
        ),
      ),
    ],
  };
}

function decode(): Kernel {
  const [histogram, bins, to, countShift, end, packed, mask] = LOCALS;
  return {
    name: 'decode',
    parameters: ['i32', 'i32', 'i32', 'i32'],
    result: null,
    locals: ['i32', 'i64', 'i64'],
    body: [
      ...set(end, add(get(histogram), shiftLeft(get(bins), i32(4)))),
      ...set(mask, subtractLong(shiftLeftLong(i64(1), long(get(countShift))), i64(1))),
      ...when(
        less(get(histogram), get(end)),
        repeatWhile(
          [
            ...set(packed, loadLong(get(histogram), 8)),
            ...storeDouble(get(to), toDouble(loadLong(get(histogram)))),
            ...storeDouble(get(to), toDouble(andLong(get(packed), get(mask))), 2048),
            ...storeDouble(get(to), toDouble(shiftRightLong(get(packed), long(get(countShift)))), 4096),
            ...advance(histogram, 16),
            ...advance(to, 8),
          ],
          less(get(histogram), get(end)),
        ),
      ),
    ],
  };
}

function sides(): Kernel {
  const [from, to, bins, stride, table, out, side, left] = LOCALS;
  return {
    name: 'sides',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32', 'i32'],
    result: 'i32',
    locals: ['i32', 'i32'],
    body: [
      ...when(
        less(get(from), get(to)),
        repeatWhile(
          [
            ...set(side, load8(add(get(table), load8(add(get(bins), multiply(load32(get(from)), get(stride))))))),
            ...store8(get(out), get(side)),
            ...set(left, add(get(left), get(side))),
            ...advance(from, 4),
            ...advance(out, 1),
          ],
          less(get(from), get(to)),
        ),
      ),
      ...get(left),
    ],
  };
}

function scatter(): Kernel {
  const [from, to, sideAt, left, right, side] = LOCALS;
  return {
    name: 'scatter',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32'],
    result: null,
    locals: ['i32'],
    body: when(
      less(get(from), get(to)),
      repeatWhile(
        [
          ...set(side, shiftLeft(load8(get(sideAt)), i32(2))),
          ...store32(select(get(left), get(right), get(side)), load32(get(from))),
          ...set(left, add(get(left), get(side))),
          ...set(right, add(get(right), subtract(i32(4), get(side)))),
          ...advance(from, 4),
          ...advance(sideAt, 1),
        ],
        less(get(from), get(to)),
      ),
    ),
  };
}

function binNumbers(): Kernel {
  const [from, to, bounds, bins, stride, at, value] = LOCALS;
  // A search without branches: `at` is the address of the first of the bounds that may be reached, halved eight times.
  const steps = [128, 64, 32, 16, 8, 4, 2, 1].map((step) =>
    set(
      at,
      add(get(at), shiftLeft(greaterFloat(get(value), loadFloat(get(at), (step - 1) * 4)), i32(Math.log2(step) + 2))),
    ),
  );
  const position = shiftRight(subtract(get(at), get(bounds)), i32(2));
  return {
    name: 'binNumbers',
    parameters: ['i32', 'i32', 'i32', 'i32', 'i32'],
    result: null,
    locals: ['i32', 'f32'],
    body: when(
      less(get(from), get(to)),
      repeatWhile(
        [
          ...set(value, loadFloat(get(from))),
          ...set(at, get(bounds)),
          ...steps.flat(),
          ...store8(get(bins), multiply(add(position, i32(1)), equalFloat(get(value), get(value)))),
          ...advance(from, 4),
          ...set(bins, add(get(bins), get(stride))),
        ],
        less(get(from), get(to)),
      ),
    ),
  };
}
