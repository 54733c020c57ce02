/** Logistic regression on hashed n-grams: what a text model that knows nothing of the simulator learns from its texts. */
const BUCKETS = 1 << 18;
const RATE = 0.3;
const EPOCHS = 3;

/** Words, pairs of words and runs of three to five letters, each as a bucket, without repetitions. */
export function featuresOf(text: string): Uint32Array {
  const found = new Set<number>();
  const words = text.toLowerCase().match(/[\p{L}\p{N}$€%']+|[^\s\p{L}\p{N}]/gu) ?? [];
  for (const [i, word] of words.entries()) {
    found.add(bucketOf(`w${word}`));
    if (i > 0) found.add(bucketOf(`p${words[i - 1]} ${word}`));
    const padded = ` ${word} `;
    for (let size = 3; size <= 5; size++)
      for (let at = 0; at + size <= padded.length; at++) found.add(bucketOf(padded.slice(at, at + size)));
  }
  return Uint32Array.from(found);
}

function bucketOf(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 15;
  return (Math.imul(h, 0x735a2d97) >>> 0) % BUCKETS;
}

export interface Example {
  readonly features: Uint32Array;
  readonly isHarmful: boolean;
}

/** Adaptive gradient descent in the order given; the answer scores a text, larger for harmful. */
export function train(examples: readonly Example[]): (features: Uint32Array) => number {
  const weights = new Float32Array(BUCKETS);
  const squares = new Float32Array(BUCKETS);
  let bias = 0;
  const score = (features: Uint32Array) => {
    let sum = bias;
    for (const at of features) sum += weights[at]!;
    return sum;
  };
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const { features, isHarmful } of examples) {
      const error = (isHarmful ? 1 : 0) - 1 / (1 + Math.exp(-score(features)));
      if (Math.abs(error) < 0.001) continue;
      bias += 0.01 * error;
      for (const at of features) {
        squares[at] = squares[at]! + error * error;
        weights[at] = weights[at]! + (RATE * error) / (1 + Math.sqrt(squares[at]!)) / Math.sqrt(features.length);
      }
    }
  }
  return score;
}

/** Chance that a harmful text scores higher than an ordinary one (Mann and Whitney). */
export function areaUnderCurve(harmful: readonly number[], ordinary: readonly number[]): number {
  const all = [
    ...harmful.map((score) => ({ score, isHarmful: true })),
    ...ordinary.map((score) => ({ score, isHarmful: false })),
  ].sort((a, b) => a.score - b.score);
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]!.score === all[from]!.score) to++;
    for (let i = from; i < to; i++) if (all[i]!.isHarmful) ranks += (from + to + 1) / 2;
    from = to;
  }
  return (ranks - (harmful.length * (harmful.length + 1)) / 2) / (harmful.length * ordinary.length);
}

/** Share of harmful texts found where one in a hundred ordinary ones is accused. */
export function recallAtOnePercent(harmful: readonly number[], ordinary: readonly number[]): number {
  const sorted = ordinary.toSorted((a, b) => b - a);
  const threshold = sorted[Math.floor(sorted.length / 100)] ?? Number.POSITIVE_INFINITY;
  return harmful.filter((score) => score > threshold).length / harmful.length;
}
