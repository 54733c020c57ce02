/** `lapwing notes score`: says in advance what it needs, shows how far it is, and sums up what came out. */
import { stat } from 'node:fs/promises';
import { inputFiles, loadDataset, type RunResult, runScoring, STATUS_NAMES, writeOutputs } from '@lapwing/notes';
import { CommandError, type ExitCode } from '../exit.ts';

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
  readonly headers: boolean;
  readonly strictColumns?: boolean;
  readonly json?: boolean;
}

/** A row of ratings takes about so many bytes in the files, and gzip leaves about a quarter. */
const ROW_BYTES = 190;
const COMPRESSION = 4;
/** Measured on generated data: 252 MB for 98,000 ratings, 333 MB for 300,000. */
const MEMORY_BASE_BYTES = 210e6;
const MEMORY_PER_RATING_BYTES = 450;

export async function scoreFiles(options: ScoreCommandOptions): Promise<ExitCode> {
  const now = wholeNumber('--epoch-millis', options.epochMillis) ?? Date.now();
  const seed = wholeNumber('--seed', options.seed) ?? 1;
  const say = (text: string) => {
    if (options.json !== true) console.error(text);
  };
  const expected = await expectedRatings(options.ratings);
  const memory = MEMORY_BASE_BYTES + expected * MEMORY_PER_RATING_BYTES;
  say(`about ${rounded(expected)} ratings; this will take about ${rounded(memory / 1e6)} MB of memory`);
  const startedAt = performance.now();
  const dataset = await loadDataset(options, {
    headers: options.headers,
    strictColumns: options.strictColumns ?? false,
  });
  say(`${seconds(startedAt)} read: ${dataset.notes.count} notes, ${dataset.ratings.count} ratings`);
  const result = runScoring(dataset, {
    now,
    seed,
    pseudoRaters: options.pseudoraters && options.nopseudoraters !== true,
    similarity: options.skipPss !== true,
    onStage: (name, share) => say(`${seconds(startedAt)} ${String(Math.round(share * 100)).padStart(3)} % ${name}`),
  });
  await writeOutputs(options.outdir, dataset, result);
  say(`${seconds(startedAt)} written to ${options.outdir}`);
  const summary = summaryOf(dataset.notes.known, dataset.ratings.count, result);
  if (options.json === true) process.stdout.write(`${JSON.stringify(summary)}\n`);
  else process.stdout.write(summaryText(summary));
  return 0;
}

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

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(7)} s`;
}

/** Two digits say enough of an estimate. */
function rounded(value: number): string {
  return Number(value.toPrecision(2)).toLocaleString('en');
}
