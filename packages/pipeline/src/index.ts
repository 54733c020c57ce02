export type { Activation, ControlEntry, LabelChangeEntry } from './control/entries.ts';
export { type Decided, Decider } from './decide/decide.ts';
export * from './envelope/index.ts';
export { type Compile, RulesetArchive, type RulesetFilesByPath } from './ruleset/archive.ts';
export { type OpenOptions, openPipeline } from './run/open.ts';
export { type ActiveRuleset, Pipeline, PipelineError, type Submission } from './run/pipeline.ts';
export type { CommitBatch, Sink } from './run/sink.ts';
export type { Statistics } from './run/statistics.ts';
export * from './sources/index.ts';
