/** `lapwing notes factors`: whether one axis of views is enough for these ratings. */
import { coreMatrix, loadDataset, NotesError, selectFactors } from '@lapwing/notes';
import { CommandError, type ExitCode } from '../exit.ts';
import { count, ProgressLine } from '../output/progress.ts';
import { lazyParquet } from './parquet.ts';

export interface FactorsCommandOptions {
  readonly notes: string;
  readonly ratings: string;
  readonly status: string;
  readonly enrollment: string;
  readonly most: string;
  readonly folds: string;
  readonly seed: string;
  readonly json?: boolean;
}

const MOST = 8;

export async function factors(options: FactorsCommandOptions): Promise<ExitCode> {
  const [most, folds, seed] = [
    whole('--most', options.most, 1, MOST),
    whole('--folds', options.folds, 2, 50),
    whole('--seed', options.seed, 1, Number.MAX_SAFE_INTEGER),
  ];
  const dataset = await loadDataset(options, { topics: false, parquet: lazyParquet });
  const matrix = coreMatrix(dataset);
  if (matrix.count === 0) throw new NotesError('undefined', 'no note and rater have enough ratings to learn from');
  const progress = new ProgressLine();
  const found = selectFactors(matrix, {
    most,
    folds,
    seed,
    onProgress: (done, of) => progress.show({ share: done / of, events: matrix.count, note: 'fitting' }),
  });
  progress.end();
  if (options.json === true) {
    const size = { ratings: matrix.count, notes: matrix.noteCount, raters: matrix.raterCount };
    process.stdout.write(`${JSON.stringify({ ...size, ...found })}\n`);
    return 0;
  }
  const lines = [
    `${count(matrix.count)} ratings of ${count(matrix.noteCount)} notes by ${count(matrix.raterCount)} raters, ${folds} folds`,
    '',
    'factors   error held out   log-likelihood   gain (error)',
    ...found.figures.map(
      ({ factors: number, error, logLikelihood, gain, gainError }) =>
        `${String(number).padEnd(10)}${error.toFixed(4).padEnd(17)}${logLikelihood.toFixed(4).padEnd(17)}${number === 0 ? '' : `${gain.toFixed(4)} (${gainError.toFixed(4)})`}`,
    ),
    '',
    found.chosen === 0
      ? 'no factor helps to predict ratings'
      : `${found.chosen} ${found.chosen === 1 ? 'factor is' : 'factors are'} supported: one more does not gain twice the error of its gain`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

function whole(option: string, given: string, least: number, most: number): number {
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new CommandError(`${option}: "${given}" is no whole number from ${least} to ${most}`);
  }
  return value;
}
