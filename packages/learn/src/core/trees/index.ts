/** Gradient-boosted trees: training, scoring, explaining, storing. */

export { TreeAttributor } from './model/attribute.ts';
export { type FeatureValue, RowEncoder, TableEncoder } from './model/encode.ts';
export { decodeTrees, encodeTrees } from './model/format.ts';
export {
  gainImportance,
  type Importance,
  type MarginLoss,
  meanLoss,
  type PermutationImportance,
  permutationImportance,
} from './model/importance.ts';
export { TreeScorer } from './model/score.ts';
export type { CategoryInput, NumberInput, TreeInput, TreeModel } from './model/trees.ts';
export type { TreeObjective, TreeOptions } from './options.ts';
export type { TrainingData } from './train/rows.ts';
export { type TrainingControl, type TrainingProgress, type TreeFit, trainTrees } from './train/train.ts';
