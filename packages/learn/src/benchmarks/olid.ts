/** OLID (Zampieri et al. 2019) as TweetEval splits it: offensive posts. */
import { join } from 'node:path';
import { fitSelected, selectTextClassifier } from '../core/classify/select.ts';
import { logOdds, said } from '../core/classify/text-classifier.ts';
import { LearnError } from '../core/errors.ts';
import { readLines } from '../readers/lines.ts';
import type { Benchmark } from './benchmark.ts';
import { figuresOf } from './cross-validated.ts';
import { POST_CANDIDATES } from './text-candidates.ts';

const NAMES = ['not offensive', 'offensive'];

export const olid: Benchmark = {
  name: 'olid',
  about: 'offensive posts',
  protocol:
    'the published split: the training part learns, the validation part chooses features, penalty and threshold by macro F1, then both are learned from and the test part judges',
  run: async (directory, { seed, onProgress }) => {
    const [train, val, test] = [
      await part(directory, 'train'),
      await part(directory, 'val'),
      await part(directory, 'test'),
    ];
    const texts = [...train.texts, ...val.texts];
    const classes = Uint8Array.of(...train.classes, ...val.classes);
    const selection = selectTextClassifier(texts, classes, NAMES, {
      measure: 'macroF1',
      candidates: POST_CANDIDATES,
      splits: [
        {
          train: Uint32Array.from(train.texts.keys()),
          test: Uint32Array.from(val.texts.keys(), (row) => train.texts.length + row),
        },
      ],
      onFit: (done, of) => onProgress?.(`features ${done} of ${of}`),
    });
    const model = fitSelected(texts, classes, NAMES, selection);
    const judged = said(logOdds(model.models, model.features.rows(test.texts)), model.offsets);
    return {
      name: 'olid',
      rows: test.texts.length,
      figures: figuresOf(test.classes, judged, NAMES, seed, { macroF1: { value: 0.734, from: 'FastText, TweetEval' } }),
      notes: [`l2 ${selection.l2}; macroF1 ${selection.reached.toFixed(4)} where it was chosen`],
    };
  },
};

async function part(
  directory: string,
  name: string,
): Promise<{ readonly texts: string[]; readonly classes: Uint8Array }> {
  const texts = await readLines(join(directory, `${name}_text.txt`));
  const path = join(directory, `${name}_labels.txt`);
  const labels = await readLines(path);
  if (labels.length !== texts.length)
    throw new LearnError(`${path} has ${labels.length} lines, and ${texts.length} texts stand beside it`);
  return {
    texts,
    classes: Uint8Array.from(labels, (label, at) => {
      if (label !== '0' && label !== '1') throw new LearnError(`${path}:${at + 1}: ${label} is neither 0 nor 1`);
      return Number(label);
    }),
  };
}
