export type { BackfillProgress, BackfillRequest, BackfillResult } from './backfill/run.ts';
export type { PlannedReversal } from './control/brakes.ts';
export type { Activation, ControlEntry, LabelChangeEntry } from './control/entries.ts';
export {
  type CandidateEntry,
  ROLLOUT_STATES,
  type RolloutAction,
  type RolloutChange,
  type RolloutEntry,
  type RolloutState,
  type StateSetting,
} from './control/rollout-entries.ts';
export { type Decided, Decider, rulesInShadow, rulesThatActed } from './decide/decide.ts';
export { labelMutationOf } from './decide/effects.ts';
export * from './envelope/index.ts';
export type { ListChanged } from './lists/change.ts';
export { importIntoList, type ListImport } from './lists/import.ts';
export { ROLLOUT_FILE, readDeclared } from './rollout/declared.ts';
export type { CandidateRecord, ProposalRecord, RuleRecord, VersionRecord } from './rollout/history.ts';
export { isLast, RolloutError, type RolloutLedger } from './rollout/ledger.ts';
export type { CandidateDecided } from './rollout/rollout.ts';
export { LIVE, parseSetting, printSetting, reachOf, settingOf } from './rollout/setting.ts';
export { type Compile, RulesetArchive, type RulesetFilesByPath } from './ruleset/archive.ts';
export type { CheckpointInterval } from './run/checkpoint-schedule.ts';
export type { Fold } from './run/folds.ts';
export { type OpenOptions, openPipeline } from './run/open.ts';
export { type ActiveRuleset, type ListRequest, PipelineError, type Submission } from './run/parts.ts';
export { Pipeline } from './run/pipeline.ts';
export type { CommitBatch, Sink } from './run/sink.ts';
export type { Statistics } from './run/statistics.ts';
export * from './sources/index.ts';
export { judgeReversal } from './undo/apply.ts';
export { undoLimits } from './undo/limits.ts';
export { type LabelPlace, planReversal, type UndoRange } from './undo/plan.ts';
