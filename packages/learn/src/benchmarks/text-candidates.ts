/** What text benchmarks choose among, on their training side. */
import type { Candidates } from '../core/classify/select.ts';
import type { NgramOptions } from '../core/text/hashed-ngrams.ts';

const BITS = 20;

/** As written, with the shape. */
const WRITTEN: NgramOptions = {
  blocks: [
    { unit: 'word', view: 'written', from: 1, to: 2 },
    { unit: 'character', view: 'written', from: 2, to: 5 },
    { unit: 'shape' },
  ],
  bits: BITS,
};

/** Both views, with the shape. */
const BOTH: NgramOptions = {
  blocks: [
    { unit: 'word', view: 'written', from: 1, to: 2 },
    { unit: 'character', view: 'written', from: 3, to: 5 },
    { unit: 'word', view: 'folded', from: 1, to: 1 },
    { unit: 'character', view: 'folded', from: 3, to: 4 },
    { unit: 'shape' },
  ],
  bits: BITS,
};

export const POST_CANDIDATES: Candidates = { ngrams: [WRITTEN, BOTH], l2: [3e-4, 1e-4, 3e-5, 1e-5] };
