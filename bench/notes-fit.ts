/**
 * The core model alone on 20 million generated ratings, on all cores, to a gradient below 1e-8, and what that makes for the 200 million of
 * the public data: a pass is as long as there are ratings, and the number of passes does not grow. `node bench/notes-fit.ts [--json] [--short]`
 */
import { availableParallelism } from 'node:os';
import { fitOnThreads, type RatingMatrix, withRaterSide } from '../packages/notes/src/index.ts';
import { isShort } from './harness/data.ts';
import { report } from './harness/figures.ts';

const RATINGS = isShort() ? 1_000_000 : 20_000_000;
const PER_NOTE = 100;

const matrix = generated(RATINGS / PER_NOTE, RATINGS / PER_NOTE);
const cpuAt = process.cpuUsage();
const startedAt = performance.now();
const threads = availableParallelism();
const { iterations, gradientNorm, converged } = await fitOnThreads(matrix, { gradientNorm: 1e-8 }, threads);
const seconds = (performance.now() - startedAt) / 1000;
const cpu = process.cpuUsage(cpuAt);
if (!converged) throw new Error(`not converged: the gradient is ${gradientNorm}`);
report({
  ratings: matrix.count,
  'fit, s': seconds,
  'fit, CPU s': (cpu.user + cpu.system) / 1e6,
  threads,
  iterations: iterations,
  'ns of CPU per rating and iteration': ((cpu.user + cpu.system) * 1000) / matrix.count / iterations,
  'projected for 200 M ratings, min': (seconds / 60) * (200e6 / matrix.count),
});

/** Two sides and notes of all kinds; raters are drawn with a bias to the busy ones. */
function generated(noteCount: number, raterCount: number): RatingMatrix {
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const count = noteCount * PER_NOTE;
  const raterOf = new Int32Array(count);
  const labelByNote = new Uint8Array(count);
  const noteStart = new Int32Array(noteCount + 1);
  for (let note = 0; note < noteCount; note++) {
    const quality = random();
    const lean = 2 * random() - 1;
    noteStart[note + 1] = (note + 1) * PER_NOTE;
    const first = Math.floor(random() * (raterCount / PER_NOTE));
    for (let index = 0; index < PER_NOTE; index++) {
      // One rater out of each hundredth, so that nobody rates a note twice; the square favours low numbers within it.
      const rater =
        index * Math.floor(raterCount / PER_NOTE) +
        ((first + Math.floor(random() ** 2 * (raterCount / PER_NOTE))) % Math.floor(raterCount / PER_NOTE));
      const side = Math.imul(rater, 0x9e3779b1) & 0x10000 ? 1 : -1;
      const liking = quality + 0.5 * lean * side + 0.4 * (random() - 0.5);
      raterOf[note * PER_NOTE + index] = rater;
      labelByNote[note * PER_NOTE + index] = liking > 0.55 ? 2 : liking > 0.45 ? 1 : 0;
    }
  }
  const numbers = (length: number) => Int32Array.from({ length }, (_, index) => index);
  return withRaterSide({
    count,
    noteCount,
    raterCount,
    notes: numbers(noteCount),
    raters: numbers(raterCount),
    noteStart,
    raterOf,
    labelByNote,
  });
}
