/** Gradient-boosted trees: training, scoring, explaining, storing. */

export { type FeatureValue, RowEncoder, TableEncoder } from './model/encode.ts';
export { Scorer } from './model/score.ts';
export type { CategoryInput, Input, NumberInput, TreeModel } from './model/trees.ts';
export type { Objective, TreeOptions } from './options.ts';
export type { TrainingData } from './train/rows.ts';
export { type TrainingControl, type TrainingProgress, type TreeFit, trainTrees } from './train/train.ts';
