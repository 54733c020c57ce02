/**
 * Multinomial logistic regression on term frequencies (notes.md §2.3): tf-idf with smoothed idf and unit length, ridge on the weights, no
 * ridge on the intercepts. Trained on posts whose seed terms name at most one topic, class 0 being none.
 */
import { descend } from '../factorisation/descent.ts';

/** Documents as sparse rows. */
export interface Documents {
  readonly start: Int32Array;
  readonly term: Int32Array;
  readonly value: Float64Array;
  readonly termCount: number;
}

const ITERATIONS = 300;
/** Of the mean loss. The reference's library stops at 1e-4. */
const GRADIENT_NORM = 1e-5;
const HALVINGS = 30;

/** Class probabilities of every document, `document * classCount + class`. */
export function classify(documents: Documents, label: Uint8Array, classCount: number): Float64Array {
  const { start, termCount } = documents;
  const count = start.length - 1;
  // Weights of one term stand together, those of the intercept last.
  const weights = new Float64Array((termCount + 1) * classCount);
  const gradient = new Float64Array(weights.length);
  const probability = new Float64Array(count * classCount);
  const curvature = curvatures(documents, classCount);
  const evaluate = (x: Float64Array) => lossAndSlopes(documents, label, classCount, x, gradient, probability);
  descend(
    {
      size: weights.length,
      value: evaluate,
      gradient: (_, into) => {
        into.set(gradient);
        let squares = 0;
        for (let index = 0; index < into.length; index++) squares += into[index]! * into[index]!;
        return Math.sqrt(squares);
      },
      precondition: (vector, into) => {
        for (let index = 0; index < vector.length; index++) into[index] = vector[index]! / curvature[index]!;
      },
    },
    weights,
    { gradientNorm: GRADIENT_NORM * count, iterations: ITERATIONS, halvings: HALVINGS },
  );
  evaluate(weights);
  return probability;
}

function lossAndSlopes(
  { start, term, value, termCount }: Documents,
  label: Uint8Array,
  classCount: number,
  x: Float64Array,
  gradient: Float64Array,
  probability: Float64Array,
): number {
  const shares = new Float64Array(classCount);
  const bias = termCount * classCount;
  let loss = 0;
  for (let index = 0; index < bias; index++) {
    loss += (x[index]! * x[index]!) / 2;
    gradient[index] = x[index]!;
  }
  gradient.fill(0, bias);
  for (let document = 0; document < start.length - 1; document++) {
    for (let of = 0; of < classCount; of++) shares[of] = x[bias + of]!;
    for (let at = start[document]!; at < start[document + 1]!; at++) {
      const place = term[at]! * classCount;
      for (let of = 0; of < classCount; of++) shares[of]! += x[place + of]! * value[at]!;
    }
    const right = label[document]!;
    let most = shares[0]!;
    for (let of = 1; of < classCount; of++) most = Math.max(most, shares[of]!);
    loss += most - shares[right]!;
    let sum = 0;
    for (let of = 0; of < classCount; of++) {
      shares[of] = Math.exp(shares[of]! - most);
      sum += shares[of]!;
    }
    loss += Math.log(sum);
    for (let of = 0; of < classCount; of++) {
      shares[of]! /= sum;
      probability[document * classCount + of] = shares[of]!;
    }
    // From here on the shares are slopes: what is predicted less what is.
    shares[right]! -= 1;
    for (let of = 0; of < classCount; of++) gradient[bias + of]! += shares[of]!;
    for (let at = start[document]!; at < start[document + 1]!; at++) {
      const place = term[at]! * classCount;
      for (let of = 0; of < classCount; of++) gradient[place + of]! += shares[of]! * value[at]!;
    }
  }
  return loss;
}

/** Upper bounds of the second derivatives: a probability's variance is at most a quarter. */
function curvatures({ start, term, value, termCount }: Documents, classCount: number): Float64Array {
  const curvature = new Float64Array((termCount + 1) * classCount).fill(1);
  for (let at = 0; at < term.length; at++) {
    for (let of = 0; of < classCount; of++) curvature[term[at]! * classCount + of]! += value[at]! ** 2 / 4;
  }
  curvature.fill((start.length - 1) / 4, termCount * classCount);
  return curvature;
}

/** tf-idf rows of documents given by their words; `kept` numbers the words that count, −1 the others. */
export function weighTerms(documents: readonly Int32Array[], kept: Int32Array, termCount: number): Documents {
  const frequency = new Float64Array(termCount);
  const counted = documents.map((words) => {
    const counts = new Map<number, number>();
    for (const word of words) {
      const term = kept[word]!;
      if (term !== -1) counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    for (const term of counts.keys()) frequency[term]!++;
    return counts;
  });
  const start = new Int32Array(documents.length + 1);
  counted.forEach((counts, document) => {
    start[document + 1] = start[document]! + counts.size;
  });
  const term = new Int32Array(start.at(-1)!);
  const value = new Float64Array(start.at(-1)!);
  counted.forEach((counts, document) => {
    let at = start[document]!;
    let squares = 0;
    for (const [word, times] of [...counts].sort((a, b) => a[0] - b[0])) {
      const weight = times * (Math.log((1 + documents.length) / (1 + frequency[word]!)) + 1);
      term[at] = word;
      value[at++] = weight;
      squares += weight * weight;
    }
    for (let index = start[document]!; index < at; index++) value[index]! /= Math.sqrt(squares);
  });
  return { start, term, value, termCount };
}
