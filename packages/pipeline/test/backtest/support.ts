/** Small rulesets and journals for backtests. */

import { observationsToJson, type Ruleset } from '@lapwing/sml';
import { driveLanes } from '../../src/backtest/drive.ts';
import type { BacktestOptions, Report } from '../../src/backtest/index.ts';
import { runBacktest } from '../../src/backtest/index.ts';
import type { WarmUp } from '../../src/backtest/input.ts';
import { journalInput, type ReadableJournal, surveyJournal } from '../../src/backtest/journal-input.ts';
import { inlineLane } from '../../src/backtest/lane.ts';
import type { Range } from '../../src/backtest/range.ts';
import type { Decided, RulesetFilesByPath } from '../../src/index.ts';
import { compile } from '../support/rulesets.ts';

export const ALL: Range = { fromMillis: Number.NEGATIVE_INFINITY, toMillis: Number.POSITIVE_INFINITY };

const CONFIG = `labels:
  spammer:
    valid_for: [User]
    connotation: negative
    description: Sends spam
ui_config:
  default_summary_features:
    - actions: ['*']
      features: [UserId, Text]
`;

/** Rules that remember nothing. `shout` is the length from which capitals are shouting; `link` adds a rule. */
export function plainRules(options: {
  readonly shout: number;
  readonly link: boolean;
  readonly short: boolean;
}): RulesetFilesByPath {
  const link = `
LinkRule = Rule(when_all=[HasLink], description=f'{UserId} posts <links> & "more"')
WhenRules(rules_any=[LinkRule], then=[LabelAdd(entity=UserId, label='spammer')])
`;
  const short = `
ShortRule = Rule(when_all=[Length < 4], description='says little')
WhenRules(rules_any=[ShortRule], then=[DeclareVerdict(verdict='watch')])
`;
  return {
    'config.yaml': CONFIG,
    'main.sml': `
UserId: Entity[str] = EntityJson(type='User', path='$.user')
Text: str = JsonData(path='$.text')
Length = StringLength(s=Text)
HasLink = RegexMatch(target=Text, pattern='https?://')
IsLoud = RegexMatch(target=Text, pattern='^[A-Z !]+$')
ShoutRule = Rule(when_all=[IsLoud, Length >= ${options.shout}], description='shouts')
WhenRules(rules_any=[ShoutRule], then=[LabelAdd(entity=UserId, label='spammer'), DeclareVerdict(verdict='mute')])
${options.link ? link : ''}${options.short ? short : ''}`,
  };
}

/** Everything that a ruleset decides within the range, in this thread. */
export async function decisionsOf(
  journal: ReadableJournal,
  ruleset: Ruleset,
  range: Range = ALL,
  warmUp: WarmUp = { kind: 'all' },
): Promise<Decided[]> {
  const decisions: Decided[] = [];
  const { signal } = new AbortController();
  const survey = await surveyJournal(journal, range.toMillis, signal, () => {});
  const options = { outcomes: [], intervalMillis: 60_000 };
  const lane = inlineLane(ruleset, options, (decided) => decisions.push(decided));
  await driveLanes(journalInput(journal, survey, range, warmUp), [lane], { signal, onProgress: () => {} });
  return decisions;
}

/** What a decision was: rules, verdicts, label changes and observations of memory. */
export function hitsOf({ ruleset, decision, hits }: Decided): string {
  const names = hits.map((index) => ruleset.rules[index]!.name);
  const { action, verdicts, labelMutations, observations } = decision;
  return [action.id, ...names, ...verdicts, ...labelMutations, observationsToJson(observations)].join(' ');
}

type Overrides = Partial<BacktestOptions> & Pick<BacktestOptions, 'candidate'>;

/** A backtest of a journal in this thread; all of it, exactly, without a baseline, unless told otherwise. */
export function backtestOf(journal: ReadableJournal, overrides: Overrides): Promise<Report> {
  return runBacktest({
    baseline: null,
    source: { kind: 'journal', name: 'data', journal },
    range: { kind: 'between', fromMillis: null, toMillis: null },
    warmUp: 'exact',
    outcomes: null,
    compile,
    workers: null,
    now: () => Date.UTC(2026, 0, 6),
    signal: new AbortController().signal,
    onProgress: () => {},
    ...overrides,
  });
}

/** A report without what differs from run to run. */
export function steady(report: Report): Omit<Report, 'performance'> {
  const { performance: _, ...rest } = report;
  return rest;
}
