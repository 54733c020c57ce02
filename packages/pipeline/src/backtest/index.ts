/** Backtests: what rules would have done. */
export {
  BacktestError,
  type BacktestOptions,
  type BacktestProgress,
  type BacktestSource,
  type NamedRuleset,
  runBacktest,
} from './backtest.ts';
export type { WarmUp } from './input.ts';
export type { ReadableJournal } from './journal-input.ts';
export {
  entityKey,
  entityOfKey,
  KNOWN_OUTCOMES,
  type KnownOutcome,
  noOutcomes,
  type Outcome,
  OutcomeBook,
  type OutcomeCounts,
  type OutcomeRecord,
  outcomeOfLabelChange,
} from './outcomes.ts';
export { type ParsedOutcomes, parseOutcomes } from './outcomes-file.ts';
export { parseDuration, parseRangeTime, type RangeSpec } from './range.ts';
export { renderHtml } from './report/html.ts';
export type * from './report/report.ts';
export { renderText } from './report/text.ts';
export { type Precision, precisionOf, wilsonInterval } from './statistics.ts';
export { serveBacktest } from './worker-host.ts';
export type { WorkerStart } from './worker-messages.ts';
