/** The reference's inputs and outputs, read in place. Tests that need them are skipped, saying so, where they are absent. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Dataset } from '../../src/core/data/dataset.ts';
import { parseDecimal } from '../../src/core/data/decimal-ids.ts';
import { TOPICS } from '../../src/core/topics/seeds.ts';
import { loadDataset } from '../../src/formats/load.ts';

export const GOLDEN = join(process.env['LAPWING_DATASETS'] ?? '../shared/data', 'notes');
export const withGolden = { skip: !existsSync(GOLDEN) };
export const WHY = '(skipped without LAPWING_DATASETS)';

export type GoldenSet = 'real' | '100k' | '100k locked';

const INPUTS: Record<GoldenSet, { directory: string; status: string; scored: string }> = {
  real: { directory: 'inputs_real2021', status: 'noteStatusHistory-00000.tsv.gz', scored: 'out_core_real_s1' },
  '100k': { directory: 'inputs_synth100k', status: 'noteStatusHistory-00000.tsv.gz', scored: 'out_core_100k_s1' },
  '100k locked': {
    directory: 'inputs_synth100k',
    status: 'noteStatusHistory-00000.locked.tsv.gz',
    scored: 'full_main_synth100kL',
  },
};

/** Rows of a table by name of column. */
export type Row = Readonly<Record<string, string>>;

export function table(path: string): Row[] {
  const lines = gunzipSync(readFileSync(join(GOLDEN, path)))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  const names = lines[0]!.split('\t');
  return lines.slice(1).map((line) => {
    const fields = line.split('\t');
    return Object.fromEntries(names.map((name, index) => [name, fields[index] ?? '']));
  });
}

export function number(text: string | undefined): number {
  return text === undefined || text === '' ? Number.NaN : Number(text);
}

/** Without topics, unless asked: most stages are given the reference's. */
export function loadGolden(set: GoldenSet, topics = false): Promise<Dataset> {
  const { directory, status } = INPUTS[set];
  const path = (name: string) => join(GOLDEN, directory, name);
  return loadDataset(
    {
      notes: path('notes-00000.tsv.gz'),
      ratings: path('ratings-00000.tsv.gz'),
      status: path(status),
      enrollment: path('userEnrollment-00000.tsv.gz'),
    },
    { topics },
  );
}

/**
 * The data set with the reference's own topics: where two topics' words meet it asks a trained classifier, which is another stage.
 * The core outputs say only which notes have one.
 */
export function withReferenceTopics(dataset: Dataset, set: GoldenSet): Dataset {
  const topic = new Uint8Array(dataset.notes.count);
  if (set === '100k locked' || set === '100k') {
    for (const row of table('full_main_synth100kL/scored_notes.tsv.gz')) {
      topic[noteOf(dataset, row['noteId']!)] = TOPICS.findIndex(({ name }) => name === row['noteTopic']) + 1;
    }
  } else {
    topic.fill(1);
    for (const row of table(`${INPUTS[set].scored}/final_scored_notes.tsv.gz`))
      topic[noteOf(dataset, row['noteId']!)] = 0;
  }
  return { ...dataset, notes: { ...dataset.notes, topic } };
}

export function noteOf(dataset: Dataset, id: string): number {
  const parts = parseDecimal(id)!;
  return dataset.notes.ids.find(parts.high, parts.low);
}

/** Largest difference, its quantiles, and how many pairs there were; pairs with NaN on both sides are left out. */
export function compare(pairs: Iterable<readonly [number, number]>) {
  const differences: number[] = [];
  let oneSided = 0;
  for (const [ours, theirs] of pairs) {
    if (Number.isNaN(ours) && Number.isNaN(theirs)) continue;
    if (Number.isNaN(ours) !== Number.isNaN(theirs)) oneSided++;
    else differences.push(Math.abs(ours - theirs));
  }
  differences.sort((a, b) => a - b);
  const at = (share: number) =>
    differences[Math.min(differences.length - 1, Math.floor(share * differences.length))] ?? 0;
  return { count: differences.length, oneSided, median: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
