/** Hate speech and offensive language (Davidson et al. 2017): three classes of posts. */
import { join } from 'node:path';
import { stratifiedFolds } from '../core/data/splits.ts';
import { LearnError } from '../core/errors.ts';
import { readColumns } from '../readers/table.ts';
import type { Benchmark } from './benchmark.ts';
import { crossValidated, figuresOf } from './cross-validated.ts';

const NAMES = ['hate', 'offensive', 'neither'];

export const davidson: Benchmark = {
  name: 'davidson',
  about: 'posts that are hateful, offensive or neither',
  protocol:
    'stratified 5-fold; in each fold a fifth of the training side chooses features, penalty and offsets by weighted F1, then all of the training side is learned from',
  run: async (directory, options) => {
    const path = join(directory, 'labeled_data.csv.gz');
    const rows = await readColumns(path, ['class', 'tweet']);
    const classes = Uint8Array.from(rows, (row, at) => {
      if (row.class === null || !/^[012]$/.test(row.class))
        throw new LearnError(`${path}: row ${at + 1} has class ${row.class}`);
      return Number(row.class);
    });
    const texts = rows.map(({ tweet }) => tweet ?? '');
    const { said, chosen } = crossValidated(
      texts,
      classes,
      NAMES,
      stratifiedFolds(classes, 5, options.seed),
      'weightedF1',
      options,
    );
    return {
      name: 'davidson',
      rows: rows.length,
      figures: figuresOf(classes, said, NAMES, options.seed, { weightedF1: { value: 0.9, from: 'the paper' } }),
      notes: chosen,
    };
  },
};
