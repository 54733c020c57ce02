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
const GRADIENT_NORM = 1e-7;
const HALVINGS = 30;

/** Class probabilities of every document, `document * classCount + class`. */
export function classify(documents: Documents, label: Uint8Array, classCount: number): Float64Array {
  const { start, term, value, termCount } = documents;
  const count = start.length - 1;
  const width = termCount + 1;
  const weights = new Float64Array(classCount * width);
  const gradient = new Float64Array(weights.length);
  const probability = new Float64Array(count * classCount);
  const curvature = curvatures(documents, classCount);
  const evaluate = (x: Float64Array) => {
    gradient.fill(0);
    let loss = 0;
    const scores = new Float64Array(classCount);
    for (let document = 0; document < count; document++) {
      for (let of = 0; of < classCount; of++) {
        let score = x[of * width + termCount]!;
        for (let at = start[document]!; at < start[document + 1]!; at++)
          score += x[of * width + term[at]!]! * value[at]!;
        scores[of] = score;
      }
      const most = scores.reduce((a, b) => Math.max(a, b));
      let sum = 0;
      for (let of = 0; of < classCount; of++) sum += Math.exp(scores[of]! - most);
      loss += most + Math.log(sum) - scores[label[document]!]!;
      for (let of = 0; of < classCount; of++) {
        const share = Math.exp(scores[of]! - most) / sum;
        probability[document * classCount + of] = share;
        const slope = share - (label[document] === of ? 1 : 0);
        for (let at = start[document]!; at < start[document + 1]!; at++)
          gradient[of * width + term[at]!]! += slope * value[at]!;
        gradient[of * width + termCount]! += slope;
      }
    }
    for (let of = 0; of < classCount; of++) {
      for (let index = 0; index < termCount; index++) {
        const weight = x[of * width + index]!;
        loss += (weight * weight) / 2;
        gradient[of * width + index]! += weight;
      }
    }
    return loss;
  };
  descend(
    {
      size: weights.length,
      value: evaluate,
      gradient: (_, into) => {
        into.set(gradient);
        return Math.sqrt(gradient.reduce((sum, slope) => sum + slope * slope, 0));
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

/** Upper bounds of the second derivatives: a probability's variance is at most a quarter. */
function curvatures({ start, term, value, termCount }: Documents, classCount: number): Float64Array {
  const width = termCount + 1;
  const curvature = new Float64Array(classCount * width).fill(1);
  for (let of = 0; of < classCount; of++) {
    for (let at = 0; at < term.length; at++) curvature[of * width + term[at]!]! += value[at]! ** 2 / 4;
    curvature[of * width + termCount] = (start.length - 1) / 4;
  }
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
