/** TubeSpam (Alberto et al. 2015): comments under five music videos. */
import { join } from 'node:path';
import { leaveOneGroupOut } from '../core/data/splits.ts';
import { LearnError } from '../core/errors.ts';
import { readColumns } from '../readers/table.ts';
import type { Benchmark } from './benchmark.ts';
import { crossValidated, figuresOf } from './cross-validated.ts';

const VIDEOS = ['Youtube01-Psy', 'Youtube02-KatyPerry', 'Youtube03-LMFAO', 'Youtube04-Eminem', 'Youtube05-Shakira'];
const NAMES = ['ham', 'spam'];

export const youtubeSpam: Benchmark = {
  name: 'youtube_spam',
  about: 'spam among comments',
  protocol:
    'leave one video out; features, penalty and threshold are chosen by accuracy among the four others, leaving each of them out in turn; then all four are learned from',
  run: async (directory, options) => {
    const [texts, classes, videos]: [string[], number[], string[]] = [[], [], []];
    for (const video of VIDEOS) {
      const path = join(directory, `${video}.csv`);
      for (const [at, { CONTENT, label }] of (await readColumns(path, ['CONTENT', 'label'])).entries()) {
        if (label !== '0' && label !== '1') throw new LearnError(`${path}: row ${at + 1} has label ${label}`);
        texts.push(CONTENT ?? '');
        classes.push(Number(label));
        videos.push(video);
      }
    }
    const folds = leaveOneGroupOut(videos);
    const { said, chosen } = crossValidated(texts, classes, NAMES, folds, 'accuracy', {
      ...options,
      innerSplits: (train) => leaveOneGroupOut(Array.from(train, (row) => videos[row]!)),
    });
    const right = (rows: Uint32Array) => rows.filter((row) => said[row] === classes[row]).length / rows.length;
    return {
      name: 'youtube_spam',
      rows: texts.length,
      figures: figuresOf(classes, said, NAMES, options.seed, {
        accuracy: { value: 0.938, from: 'linear SVM on words' },
      }),
      notes: [...folds.map(({ group, test }) => `${group}: accuracy ${right(test).toFixed(4)}`), ...chosen],
    };
  },
};
