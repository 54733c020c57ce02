/** Sparse vectors: few features of very many. */

/** Features ascending. */
export interface Sparse {
  readonly feature: Uint32Array;
  readonly value: Float32Array;
}

export function sparseOf(counts: ReadonlyMap<number, number>): Sparse {
  const feature = Uint32Array.from(counts.keys()).sort();
  return { feature, value: Float32Array.from(feature, (of) => counts.get(of) ?? 0) };
}

export function dot(a: Sparse, b: Sparse): number {
  const [left, right] = [a.feature, b.feature];
  let sum = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const [x, y] = [left[i]!, right[j]!];
    if (x === y) sum += a.value[i++]! * b.value[j++]!;
    else if (x < y) i++;
    else j++;
  }
  return sum;
}

/** The same direction with length 1; nothing stays nothing. */
export function normalized({ feature, value }: Sparse): Sparse {
  let square = 0;
  for (const of of value) square += of * of;
  const norm = Math.sqrt(square) || 1;
  return { feature, value: value.map((of) => of / norm) };
}

/** The `most` features of the largest values. */
export function strongest({ feature, value }: Sparse, most: number): Sparse {
  if (feature.length <= most) return { feature, value };
  const least = value.slice().sort()[value.length - most]!;
  const kept = Uint32Array.from(feature.keys())
    .filter((i) => value[i]! >= least)
    .subarray(0, most);
  return { feature: kept.map((i) => feature[i]!), value: Float32Array.from(kept, (i) => value[i]!) };
}
