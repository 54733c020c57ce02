/** A live scorer from a data set: one batch run of the core scorer's prescoring, and all its ratings taken in. */
import type { Dataset } from '../data/dataset.ts';
import { judgeDiligence } from '../models/diligence.ts';
import { penaliseHarassment } from '../models/harassment.ts';
import { preprocess } from '../preprocess.ts';
import { CORE } from '../scorers/definition.ts';
import { prescore } from '../scorers/prescore.ts';
import { scopeOf } from '../scorers/scope.ts';
import { LiveScorer } from './live-scorer.ts';

/** The scorer after its first refresh. To refresh it later, run this on the data of then and use the new one, or call `refresh`. */
export function liveFrom(dataset: Dataset, seed: number): LiveScorer {
  const preprocessed = preprocess(dataset);
  const scope = scopeOf(dataset, preprocessed.rows, CORE);
  const models = { harassment: penaliseHarassment, diligence: judgeDiligence };
  const live = new LiveScorer();
  live.refresh(dataset, prescore(dataset, scope, CORE, { seed, crowd: preprocessed.crowd, ...models }), scope.rows);
  return live;
}
