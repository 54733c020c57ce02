/** Columns of numbers that grow. */

type Column = Uint8Array | Int32Array | Uint32Array | Float64Array;

/** The column itself where it holds `length` values, else a copy with room to grow. New values are `fill`. */
export function grown<T extends Column>(column: T, length: number, fill = 0): T {
  if (length <= column.length) return column;
  const larger = new (column.constructor as new (length: number) => T)(Math.max(length, column.length * 2));
  larger.set(column);
  if (fill !== 0) larger.fill(fill, column.length);
  return larger;
}
