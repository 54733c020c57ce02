/** @lapwing/notes: the Community Notes algorithm. Readers and writers of its files around a pure core. */

export { DatasetBuilder } from './core/data/builder.ts';
export type { Dataset } from './core/data/dataset.ts';
export { type FitOptions, fitModel, withCanonicalSign } from './core/factorisation/fit.ts';
export { type RatingMatrix, ratingMatrix, withRaterSide } from './core/factorisation/matrix.ts';
export { type Fit, type Parameters, type Regularisation, STANDARD_REGULARISATION } from './core/factorisation/model.ts';
export { coreMatrix } from './core/factors/core-matrix.ts';
export { type FactorFit, type FactorOptions, fitFactors, predict } from './core/factors/fit.ts';
export {
  type FactorFigure,
  type FactorSelection,
  type SelectionOptions,
  selectFactors,
} from './core/factors/select.ts';
export { type Guarded, type GuardOptions, guardedStatuses } from './core/guards/guarded.ts';
export { qualityWeights } from './core/guards/quality.ts';
export type { HistoryEntry } from './core/live/history.ts';
export { type Learned, type LiveOptions, learn } from './core/live/learn.ts';
export {
  LiveNotes,
  type LiveNotesOptions,
  type RefreshOutcome,
  type RefreshRequest,
  type StatusChange,
} from './core/live/live-notes.ts';
export type { EnrollmentEntry, LiveEntry, NoteEntry, RatingEntry } from './core/live/store.ts';
export type { NoteView } from './core/live/view.ts';
export { META_RULES, metaRuleNames } from './core/meta/rules.ts';
export { checkFlips } from './core/pipeline/flips.ts';
export { JOBS } from './core/pipeline/jobs.ts';
export { type FamilyName, type RunOptions, type RunResult, runScoring } from './core/pipeline/run.ts';
export { type Selection, select } from './core/pipeline/selection.ts';
export { RULES, ruleNames } from './core/rules/status-rules.ts';
export type { FitSummary } from './core/scorers/prescore.ts';
export { CRH, CRNH, FIRM_REJECT, NMR, NONE, NYH, STATUS_NAMES, type StatusName } from './core/status.ts';
export { type Comparison, compareScoredNotes, type NoteDifference } from './diff/compare.ts';
export { readOutput } from './diff/read.ts';
export { NotesError, type NotesErrorCode } from './errors.ts';
export { type InputPart, inputFiles, type ParquetReader } from './formats/bytes.ts';
export type { FileKind } from './formats/columns.ts';
export { type InputPaths, loadDataset } from './formats/load.ts';
export type { ReadOptions } from './formats/read.ts';
export { entryOf, NOTE_ACTIONS, type ReadEntry, type StreamEvent } from './live/events.ts';
export { LiveScoring } from './live/refresher.ts';
export { type Replay, readReplay, replayOf } from './live/replay.ts';
export { OUTPUT_FILES, type OutputName, writeOutputs } from './outputs/write.ts';
export { ATTACKS, type Attack, GOALS, type Goal } from './resistance/attacks.ts';
export {
  type HonestFigure,
  measureResistance,
  type Resistance,
  type ResistanceFigure,
  type ResistanceOptions,
} from './resistance/measure.ts';
export { resistancePlot } from './resistance/plot.ts';
export { writePlatform } from './simulation/files.ts';
export { type Platform, type PlatformOptions, platformBuilder, simulatePlatform } from './simulation/platform.ts';
export { type Checkpoints, checkpointsIn } from './threads/checkpoints.ts';
export { fitOnThreads } from './threads/fit.ts';
export { PHASES, type Phase, scoreOnThreads, type ThreadedOptions } from './threads/score.ts';
