/** Backtests over a data directory, which a server may be writing to meanwhile, or over a file. */
import { join } from 'node:path';
import type { BrakeSettings } from '@lapwing/enforcement';
import { type JournalReader, openJournalReader } from '@lapwing/journal';
import type { ListSeed } from '@lapwing/memory';
import { RulesetArchive, type SourceSpec } from '@lapwing/pipeline';
import {
  BacktestError,
  type BacktestOptions,
  type BacktestProgress,
  type BacktestSource,
  type NamedRuleset,
  type OutcomeRecord,
  type RangeSpec,
  type Report,
  runBacktest,
  type WarmUp,
} from '@lapwing/pipeline/backtest';
import { renderDiagnostics } from '@lapwing/sml';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import { compiler, systemRegistry } from '../system/rules.ts';

/** Rules in a directory or given by their files, or those that are in force: put in force last in the data directory. */
export type BacktestRules =
  | { readonly kind: 'directory'; readonly directory: string }
  | ({ readonly kind: 'files' } & NamedRuleset)
  | { readonly kind: 'current' };

export interface BacktestRequest {
  /** The candidate: its directory, or its files. */
  readonly rules: string | NamedRuleset;
  /** Null: no comparison. */
  readonly baseline: BacktestRules | null;
  readonly source:
    | { readonly kind: 'data'; readonly directory: string }
    | { readonly kind: 'file'; readonly spec: SourceSpec };
  readonly range: RangeSpec;
  readonly warmUp: WarmUp | 'exact';
  readonly outcomes: { readonly name: string; readonly records: readonly OutcomeRecord[] } | null;
  /** Lists that a file's installation begins with; a data directory has its own. */
  readonly lists?: readonly ListSeed[];
  /** Of a file's installation; a data directory has its own. */
  readonly brakes?: BrakeSettings | null;
  /** Threads for deciding; 0 decides in this one. */
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BacktestProgress) => void;
}

/** Throws a BacktestError or JournalError that says what is wrong and where. Nothing is written anywhere. */
export async function backtest(request: BacktestRequest): Promise<Report> {
  const { source, baseline } = request;
  const candidate = typeof request.rules === 'string' ? await rulesOf(request.rules) : request.rules;
  const journal = source.kind === 'data' ? await openJournalReader(join(source.directory, 'journal')) : null;
  try {
    return await runBacktest({
      candidate,
      baseline: baseline === null ? null : (activation) => baselineOf(baseline, source, activation),
      source: sourceOf(source, journal),
      range: request.range,
      warmUp: request.warmUp,
      outcomes: request.outcomes,
      brakes: request.brakes ?? null,
      lists: request.lists ?? [],
      compile: compiler(systemRegistry()),
      workers:
        request.workers === 0 ? null : { entry: new URL('./worker.ts', import.meta.url), count: request.workers },
      now: Date.now,
      signal: request.signal,
      onProgress: request.onProgress,
    });
  } finally {
    await journal?.close();
  }
}

function sourceOf(source: BacktestRequest['source'], journal: JournalReader | null): BacktestSource {
  if (source.kind === 'file') return source;
  if (journal === null) throw new Error('a data directory is read through its journal');
  return { kind: 'journal', name: source.directory, journal };
}

async function rulesOf(directory: string): Promise<NamedRuleset> {
  const sources = await loadRulesetDirectory(directory);
  const errors = sources.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new BacktestError(`${directory} does not compile:\n${renderDiagnostics(errors)}`);
  return { name: directory, files: Object.fromEntries(sources.texts) };
}

async function baselineOf(
  rules: BacktestRules,
  source: BacktestRequest['source'],
  activation: Parameters<NonNullable<BacktestOptions['baseline']>>[0],
): Promise<NamedRuleset> {
  if (rules.kind === 'directory') return rulesOf(rules.directory);
  if (rules.kind === 'files') return rules;
  if (source.kind === 'file')
    throw new BacktestError('a file has no rules in force: name the directory of the baseline');
  if (activation !== null) return { name: 'current', files: activation };
  // Retention may have dropped the entry; the archive keeps the files.
  const archive = new RulesetArchive(join(source.directory, 'rulesets'), compiler(systemRegistry()));
  const hash = await archive.newest();
  if (hash === null) throw new BacktestError(`${source.directory} holds no ruleset to compare with`);
  return { name: 'current', files: await archive.files(hash) };
}
