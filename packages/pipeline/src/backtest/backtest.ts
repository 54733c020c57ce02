/**
 * A whole backtest: compile, survey, replay in the lanes, report. Reads; never writes.
 *
 * - B1 and B2 of replayer.ts.
 * - B3 Spread over threads or not, the report is the same but for its `performance`.
 */
import { type BrakeSettings, DEFAULT_BRAKES } from '@lapwing/enforcement';
import type { ListSeed } from '@lapwing/memory';
import { labelsOf, type Ruleset, rulesetSources } from '@lapwing/sml';
import type { Compile, RulesetFilesByPath } from '../ruleset/archive.ts';
import type { SourceSpec } from '../sources/source.ts';
import { forecastBrakes } from './brake-forecast.ts';
import { driveLanes } from './drive.ts';
import { fileInput } from './file-input.ts';
import { type BacktestInput, exactWarmUp, type WarmUp } from './input.ts';
import { type JournalSurvey, journalInput, type ReadableJournal, surveyJournal } from './journal-input.ts';
import { inlineLane, type Lane, spreadLane } from './lane.ts';
import { combineNeeds, type Needs, needsOf } from './needs.ts';
import { notesOf } from './notes.ts';
import { type OutcomeRecord, outcomeOfLabelChange } from './outcomes.ts';
import { type Range, type RangeSpec, resolveRange } from './range.ts';
import type { ReplayOptions } from './replayer.ts';
import { buildReport, type Side } from './report/build.ts';
import type { Report } from './report/report.ts';
import { intervalFor } from './timeline.ts';
import { workerLane } from './worker-lane.ts';

/** A ruleset by its files, and what the person calls it. */
export interface NamedRuleset {
  readonly name: string;
  readonly files: RulesetFilesByPath;
}

export type BacktestSource =
  | { readonly kind: 'journal'; readonly name: string; readonly journal: ReadableJournal }
  | { readonly kind: 'file'; readonly spec: SourceSpec };

export interface BacktestOptions {
  readonly candidate: NamedRuleset;
  /** Null: not compared. Called once the journal has been surveyed; `activation` holds the files put in force last. */
  readonly baseline: ((activation: RulesetFilesByPath | null) => Promise<NamedRuleset>) | null;
  readonly source: BacktestSource;
  readonly range: RangeSpec;
  /** `exact`: the shortest whose results are those of a run that never stopped. */
  readonly warmUp: WarmUp | 'exact';
  readonly outcomes: { readonly name: string; readonly records: readonly OutcomeRecord[] } | null;
  /** Those that a file's installation begins with; a journal has its own. */
  readonly lists?: readonly ListSeed[];
  /** Those of a file's installation; a journal has its own. Absent: the defaults. */
  readonly brakes?: BrakeSettings | null;
  readonly compile: Compile;
  /** A module that calls `serveBacktest`, and how many threads may run it; null decides in this thread. */
  readonly workers: { readonly entry: URL; readonly count: number } | null;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: BacktestProgress) => void;
}

export interface BacktestProgress {
  readonly phase: 'survey' | 'replay';
  readonly share: number | null;
  /** Events handed to the rules so far. */
  readonly events: number;
}

/** Why there is nothing to report; the message is for people. */
export class BacktestError extends Error {
  override readonly name = 'BacktestError';
}

/** Throws a BacktestError where a ruleset does not compile, the range holds no event, or the source cannot be read. */
export async function runBacktest(options: BacktestOptions): Promise<Report> {
  const startedAt = performance.now();
  const candidate = compileNamed(options.candidate, options.compile);
  const survey = await surveyOf(options);
  const baselineFiles = (await options.baseline?.(survey?.activation?.files ?? null)) ?? null;
  const baseline = baselineFiles === null ? null : compileNamed(baselineFiles, options.compile);
  const range = resolveRange(options.range, survey?.newestMillis ?? 0);
  if (survey !== null) assertHeld(survey, range);
  const needs = needsOfAll([candidate.ruleset, ...(baseline === null ? [] : [baseline.ruleset])]);
  const warmUp = options.warmUp === 'exact' ? exactWarmUp(needs) : options.warmUp;
  const outcomes = gatherOutcomes(options, survey, [candidate, ...(baseline === null ? [] : [baseline])]);
  const brakes = survey?.brakes ?? options.brakes ?? DEFAULT_BRAKES;
  const intervalMillis = intervalFor(range, survey);
  const replayOptions: ReplayOptions = {
    outcomes: outcomes.records,
    intervalMillis,
    brakes,
    lists: survey === null ? (options.lists ?? []) : [],
  };

  // The same rules give the same decisions: one lane serves both.
  const compared = baseline !== null && baseline.ruleset.program.hash !== candidate.ruleset.program.hash;
  const sides = compared ? [candidate, baseline] : [candidate];
  const input = inputOf(options, survey, range, warmUp);
  const lanes = sides.map((side) => openLane(side, replayOptions, options, sides.length));
  try {
    const driven = await driveLanes(input, lanes, {
      signal: options.signal,
      onProgress: (progress) => options.onProgress({ phase: 'replay', ...progress }),
    });
    const [result, other] = driven.results;
    const candidateSide: Side = { ...candidate, result: result! };
    const baselineSide: Side | null = baseline === null ? null : { ...baseline, result: other ?? result! };
    const incomplete = driven.interrupted ? 'interrupted before the end of the range' : input.facts.failure;
    const { tally, cost } = candidateSide.result;
    if (tally.events === 0 && incomplete === null) throw new BacktestError('the range holds no event');
    if (tally.events === 0 && input.facts.failure !== null) throw new BacktestError(input.facts.failure);
    const standing = baseline?.ruleset.rules ?? [];
    const forecast = ({ ruleset: { rules }, result: { trace } }: Side) => {
      const isStanding = (rule: (typeof rules)[number]) =>
        standing.some(({ name, version }) => name === rule.name && version === rule.version);
      return forecastBrakes(trace, rules, brakes, rules.filter(isStanding));
    };
    return buildReport({
      candidate: candidateSide,
      baseline: baselineSide,
      brakes: { candidate: forecast(candidateSide), baseline: baselineSide === null ? null : forecast(baselineSide) },
      outcomes: outcomes.records,
      facts: {
        source: options.source.kind === 'journal' ? options.source.name : options.source.spec.name,
        refused: input.facts.refused,
        duplicates: input.facts.duplicates,
        incomplete,
        notes: notesOf({
          rulesets: sides.map(({ ruleset }) => ruleset),
          results: driven.results,
          needs,
          warmUp,
          memoryEvents: cost.decided - tally.events,
          survey,
          brakes: options.brakes ?? null,
          compared: baseline !== null,
          outcomesKnown: outcomes.records.length > 0,
        }),
        from: range.fromMillis,
        to: range.toMillis,
        outcomeSources: outcomes.sources,
        seconds: Math.round(performance.now() - startedAt) / 1000,
        threads: threadsOf(sides, options),
      },
    });
  } finally {
    for (const lane of lanes) await lane.close();
  }
}

interface Compiled extends NamedRuleset {
  readonly ruleset: Ruleset;
}

function compileNamed(named: NamedRuleset, compile: Compile): Compiled {
  const compiled = compile(named.files);
  if (!compiled.ok) throw new BacktestError(`${named.name} does not compile:\n${compiled.diagnostics}`);
  return { ...named, ruleset: compiled.ruleset };
}

async function surveyOf({ source, range, signal, onProgress }: BacktestOptions): Promise<JournalSurvey | null> {
  if (source.kind === 'file') {
    if (range.kind === 'since') {
      throw new BacktestError('a file is read once, so its newest event is not known: say from when to when');
    }
    return null;
  }
  const to = range.kind === 'between' ? (range.toMillis ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  try {
    const survey = await surveyJournal(source.journal, to, signal, (share) =>
      onProgress({ phase: 'survey', share, events: 0 }),
    );
    if (survey.events === 0) throw new BacktestError(`${source.name} holds no event yet`);
    return survey;
  } catch (error) {
    if (signal.aborted) throw new BacktestError('interrupted before anything was decided');
    throw error;
  }
}

function assertHeld({ oldestMillis, latestMillis, untilPosition, firstPosition }: JournalSurvey, range: Range): void {
  if (untilPosition > firstPosition && range.fromMillis <= latestMillis && range.toMillis > oldestMillis) return;
  const iso = (millis: number) => new Date(millis).toISOString();
  throw new BacktestError(
    `the range holds no event: those of the journal are from ${iso(oldestMillis)} to ${iso(latestMillis)}`,
  );
}

function needsOfAll(rulesets: readonly Ruleset[]): Needs {
  return rulesets.map(({ program }) => needsOf(program)).reduce(combineNeeds);
}

function gatherOutcomes(
  { outcomes }: BacktestOptions,
  survey: JournalSurvey | null,
  rulesets: readonly Compiled[],
): { readonly records: readonly OutcomeRecord[]; readonly sources: readonly string[] } {
  // What a label means is said by the candidate, or by the baseline where the candidate has dropped it.
  const labels = new Map(rulesets.toReversed().flatMap(({ files }) => [...labelsOf(rulesetSources(files).config)]));
  const byPeople = (survey?.labelChanges ?? []).flatMap((change) => outcomeOfLabelChange(change, labels) ?? []);
  const imported = outcomes?.records ?? [];
  return {
    records: [...byPeople, ...imported],
    sources: [
      ...(byPeople.length > 0 ? [`${byPeople.length.toLocaleString('en')} label changes by people`] : []),
      ...(outcomes === null ? [] : [`${imported.length.toLocaleString('en')} records of ${outcomes.name}`]),
    ],
  };
}

function inputOf(
  { source, now }: BacktestOptions,
  survey: JournalSurvey | null,
  range: Range,
  warmUp: WarmUp,
): BacktestInput {
  if (source.kind === 'file') return fileInput(source.spec, range, warmUp, now);
  if (survey === null) throw new Error('a journal is surveyed before it is replayed');
  return journalInput(source.journal, survey, range, warmUp);
}

function openLane(side: Compiled, replay: ReplayOptions, { workers }: BacktestOptions, sides: number): Lane {
  if (workers === null) return inlineLane(side.ruleset, replay);
  const open = () => workerLane(workers.entry, { files: side.files, options: replay });
  const threads = threadsFor(side, workers.count, sides);
  return threads === 1 ? open() : spreadLane(Array.from({ length: threads }, open));
}

/** What remembers is decided in one thread, in order; what does not is spread over all that there are. */
function threadsFor({ ruleset }: Compiled, workers: number, sides: number): number {
  return needsOf(ruleset.program).kind === 'nothing' ? Math.max(1, Math.floor(workers / sides)) : 1;
}

function threadsOf(sides: readonly Compiled[], { workers }: BacktestOptions): number {
  if (workers === null) return 1;
  return 1 + sides.reduce((sum, side) => sum + threadsFor(side, workers.count, sides.length), 0);
}
