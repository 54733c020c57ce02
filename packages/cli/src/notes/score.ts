/** `lapwing notes score`: says in advance what it needs, shows how far it is, and sums up what came out. */
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import {
  checkFlips,
  checkpointsIn,
  type Dataset,
  inputFiles,
  JOBS,
  loadDataset,
  type OutputName,
  type Phase,
  type RunResult,
  type Selection,
  STATUS_NAMES,
  scoreOnThreads,
  select,
  writeOutputs,
} from '@lapwing/notes';
import { CommandError, type ExitCode } from '../exit.ts';
import { onInterrupt } from '../ingest/interrupt.ts';

export interface ScoreCommandOptions {
  readonly notes: string;
  readonly ratings: string;
  readonly status: string;
  readonly enrollment: string;
  readonly outdir: string;
  readonly epochMillis?: string;
  readonly seed: string;
  readonly pseudoraters: boolean;
  readonly nopseudoraters?: boolean;
  readonly skipPss?: boolean;
  readonly scorers?: string;
  readonly maxWorkers?: string;
  readonly phase: Phase;
  readonly checkFlips?: boolean;
  readonly nocheckFlips?: boolean;
  readonly previousRatingCutoffMillis?: string;
  readonly previousScoredNotes?: string;
  readonly previousAuxNoteInfo?: string;
  readonly cutoffTimestampMillis?: string;
  readonly excludeRatingsAfterANoteGotFirstStatusPlusNHours?: string;
  readonly daysInPastToApplyPostFirstStatusFiltering: string;
  readonly prescoringDelayHours?: string;
  readonly sampleRatings?: string;
  readonly headers: boolean;
  readonly noheaders?: boolean;
  readonly strictColumns?: boolean;
  readonly nostrictColumns?: boolean;
  readonly parquet: boolean;
  readonly json?: boolean;
}

/** A row of ratings takes about so many bytes in the files, and gzip leaves about a quarter. */
const ROW_BYTES = 190;
const COMPRESSION = 4;
/** Measured on generated data: 252 MB for 98,000 ratings, 333 MB for 300,000. */
const MEMORY_BASE_BYTES = 210e6;
const MEMORY_PER_RATING_BYTES = 450;
const MEMORY_THREAD_BYTES = 100e6;

/** What each phase leaves; those before the final one leave intermediates alone. */
const OUTPUTS: Readonly<Record<Phase, readonly OutputName[]>> = {
  all: ['scoredNotes', 'helpfulnessScores', 'statusHistory', 'auxNoteInfo'],
  pss: [],
  prescoring: [],
  final: ['scoredNotes', 'statusHistory', 'auxNoteInfo'],
  contributor: ['helpfulnessScores'],
};
/** Fewer ratings are done before threads are up. */
const RATINGS_PER_THREAD = 50_000;

export async function scoreFiles(options: ScoreCommandOptions): Promise<ExitCode> {
  const now = wholeNumber('--epoch-millis', options.epochMillis) ?? Date.now();
  const seed = wholeNumber('--seed', options.seed) ?? 1;
  const selection = selectionOf(options, seed);
  const delay = wholeNumber('--prescoring-delay-hours', options.prescoringDelayHours);
  const since = wholeNumber('--previous-rating-cutoff-millis', options.previousRatingCutoffMillis);
  const most = positive('--max-workers', options.maxWorkers) ?? availableParallelism();
  const scorers = scorersOf(options.scorers);
  const similarity = options.skipPss !== true;
  const say = (text: string) => {
    if (options.json !== true) console.error(text);
  };
  const expected = await expectedRatings(options.ratings);
  const threads = Math.min(most, JOBS.length, Math.max(1, Math.floor(expected / RATINGS_PER_THREAD)));
  const memory = MEMORY_BASE_BYTES + threads * MEMORY_THREAD_BYTES + expected * MEMORY_PER_RATING_BYTES;
  const lanes = threads === 1 ? 'one thread' : `${threads} threads`;
  say(`about ${rounded(expected)} ratings; on ${lanes} this will take about ${rounded(memory / 1e6)} MB of memory`);
  if (options.previousScoredNotes !== undefined || options.previousAuxNoteInfo !== undefined)
    say('every note is scored again: rows of the run before are not needed');
  const startedAt = performance.now();
  const dataset = await read(options, selection);
  say(`${seconds(startedAt)} read: ${dataset.notes.count} notes, ${dataset.ratings.count} ratings`);
  const checkpoints = checkpointsIn(join(options.outdir, '_intermediates'), dataset, { seed, similarity, delay });
  const interrupt = onInterrupt('stopping; the stages that are done are kept, and the same command goes on from there');
  let result: RunResult | null;
  try {
    result = await scoreOnThreads(dataset, {
      now,
      seed,
      pseudoRaters: options.pseudoraters && options.nopseudoraters !== true,
      similarity,
      threads,
      checkpoints,
      phase: options.phase,
      signal: interrupt.signal,
      ...(delay === null ? {} : { learningDelayHours: delay }),
      ...(scorers === null ? {} : { scorers }),
      onStage: (name, share) => say(`${seconds(startedAt)} ${String(Math.round(share * 100)).padStart(3)} % ${name}`),
    });
  } catch (error) {
    if (interrupt.signal.aborted)
      throw new CommandError('stopped before the end; nothing was written but intermediates');
    throw error;
  } finally {
    interrupt.stop();
  }
  if (result === null) {
    say(`${seconds(startedAt)} kept in ${join(options.outdir, '_intermediates')}`);
    return 0;
  }
  if (options.checkFlips === true && options.nocheckFlips !== true) checkFlips(dataset, result.meta.status, now, since);
  await writeOutputs(options.outdir, dataset, result, OUTPUTS[options.phase]);
  if (options.parquet && options.phase === 'all') {
    const { writeParquetOutputs } = await import('@lapwing/notes/parquet');
    await writeParquetOutputs(options.outdir);
  }
  if (options.phase === 'all') await checkpoints.clear();
  say(`${seconds(startedAt)} written to ${options.outdir}`);
  const summary = summaryOf(dataset.notes.known, dataset.ratings.count, result);
  if (options.json === true) process.stdout.write(`${JSON.stringify(summary)}\n`);
  else process.stdout.write(summaryText(summary));
  return 0;
}

async function read(options: ScoreCommandOptions, selection: Selection): Promise<Dataset> {
  const dataset = await loadDataset(options, {
    headers: options.headers && options.noheaders !== true,
    strictColumns: options.strictColumns === true && options.nostrictColumns !== true,
    parquet: async (...parameters) => (await import('@lapwing/notes/parquet')).parquetParts(...parameters),
  });
  return select(dataset, selection);
}

function selectionOf(options: ScoreCommandOptions, seed: number): Selection {
  const until = wholeNumber('--cutoff-timestamp-millis', options.cutoffTimestampMillis);
  const name = '--exclude-ratings-after-a-note-got-first-status-plus-n-hours';
  const hours = wholeNumber(name, options.excludeRatingsAfterANoteGotFirstStatusPlusNHours);
  const daysName = '--days-in-past-to-apply-post-first-status-filtering';
  const days = wholeNumber(daysName, options.daysInPastToApplyPostFirstStatusFiltering);
  const share = options.sampleRatings === undefined ? null : Number(options.sampleRatings);
  if (share !== null && !(share > 0 && share <= 1))
    throw new CommandError(`--sample-ratings: "${options.sampleRatings}" is no share above 0 and up to 1`);
  return {
    seed,
    ...(until === null ? {} : { until }),
    ...(hours === null ? {} : { hoursAfterFirstStatus: hours }),
    ...(days === null ? {} : { firstStatusDays: days }),
    ...(share === null ? {} : { share }),
  };
}

/** Names as the reference's `--scorers` takes them: a scorer, or the kind of all groups or topics. */
function scorersOf(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const exact = [...JOBS.map(({ scorer }) => scorer.name), ...OTHER_SCORERS];
  const known = new Set([...exact, ...exact.map((name) => name.replace(/_[^_]*$/, ''))]);
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !known.has(name));
  if (wrong !== undefined)
    throw new CommandError(`--scorers: there is no scorer "${wrong}"; there are ${[...known].sort().join(', ')}`);
  return names;
}

/** Scorers that judge by what another one learned. */
const OTHER_SCORERS = [
  'GaussianScorer',
  'GaussianCoreWithTopicsScorer',
  'GaussianGroupScorer_15',
  'GaussianTopicScorer_InDimensionTwo',
  'ReputationScorer',
];

interface Summary {
  readonly notes: number;
  readonly ratings: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly notConverged: readonly string[];
}

function summaryOf(known: Uint8Array, ratings: number, { meta, fits }: RunResult): Summary {
  const statuses: Record<string, number> = {};
  let notes = 0;
  meta.status.forEach((status, note) => {
    if (known[note] === 0) return;
    notes++;
    const name = STATUS_NAMES[status]!;
    statuses[name] = (statuses[name] ?? 0) + 1;
  });
  const notConverged = fits.flatMap(({ scorer, fits: stages }) =>
    stages.filter((stage) => stage.gradientNorm > GRADIENT_GOAL).map((stage) => `${scorer}, ${stage.stage}`),
  );
  return { notes, ratings, statuses, notConverged };
}

/** What every fit has to reach; most go far below. */
const GRADIENT_GOAL = 1e-8;

function summaryText({ notes, ratings, statuses, notConverged }: Summary): string {
  const lines = [`${notes} notes, ${ratings} ratings`];
  for (const name of Object.keys(statuses).sort()) lines.push(`${String(statuses[name]).padStart(8)} ${name}`);
  for (const fit of notConverged) lines.push(`not converged: ${fit}`);
  return `${lines.join('\n')}\n`;
}

async function expectedRatings(path: string): Promise<number> {
  let bytes = 0;
  for (const file of await inputFiles(path)) {
    const { size } = await stat(file);
    bytes += /\.(gz|zip)$/.test(file) ? size * COMPRESSION : size;
  }
  return bytes / ROW_BYTES;
}

function wholeNumber(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new CommandError(`${option}: "${text}" is no whole number`);
  return value;
}

function positive(option: string, text: string | undefined): number | null {
  const value = wholeNumber(option, text);
  if (value !== null && value < 1) throw new CommandError(`${option}: "${text}" is less than 1`);
  return value;
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(7)} s`;
}

/** Two digits say enough of an estimate. */
function rounded(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en');
}
