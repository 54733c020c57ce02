/** `lapwing rollout …`: states of rules and of the candidate, on a running server. */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseSetting } from '@lapwing/pipeline';
import { loadRulesetDirectory } from '@lapwing/sml/load';
import type { Command } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { count } from '../output/progress.ts';
import { formatTable } from '../output/table.ts';
import {
  BacktestAnswer,
  CandidateAnswer,
  ChangeAnswer,
  ComparisonAnswer,
  checked,
  HistoryAnswer,
  RolloutAnswer,
} from '../remote/answers.ts';
import { type Remote, type RemoteOptions, remoteOf, withRemote } from '../remote/client.ts';
import { comparisonText, minute, precisionText, shortHash } from '../remote/words.ts';
import { rulesetDirectory } from '../rules/directory.ts';

interface Reasoned extends RemoteOptions {
  readonly reason: string;
}
interface Chosen extends RemoteOptions {
  readonly candidate?: boolean;
}

const CANDIDATE = 'the ruleset beside the one in force, in place of a rule';
const BACKTEST_POLL_MILLIS = 500;

export function rolloutCommands(program: Command, done: (code: ExitCode) => void): void {
  const rollout = program.command('rollout').description('Rules from draft to live: shadow, canary, promotion');
  const finish = async (work: Promise<ExitCode>): Promise<void> => done(await work);
  const add = (parent: Command, name: string, description: string) =>
    withRemote(parent.command(name).description(description));

  add(rollout, 'status', 'Rules that are not live, the candidate, and what waits for approval').action(
    (options: RemoteOptions) => finish(status(options)),
  );
  add(rollout, 'history', 'Changes of states: who changed what and why')
    .argument('[rule]')
    .action((rule: string | undefined, options: RemoteOptions) => finish(history(rule, options)));
  add(rollout, 'compare', 'What rules in shadow would have done, beside what acted')
    .argument('[rule]')
    .option('--candidate', CANDIDATE)
    .action((rule: string | undefined, options: Chosen) => finish(compare(rule, options)));
  add(rollout, 'backtest', 'Backtest the rules in force, or the candidate against them, and wait for it')
    .option('--candidate', CANDIDATE)
    .option('--since <time>', 'so long before the newest event: 7d, 36h; all events when absent')
    .action((options: Chosen & { readonly since?: string }) => finish(runBacktest(options)));
  add(rollout, 'promote', 'Put a rule or the candidate into another state; a proposal where its effects are final')
    .argument('[rule]')
    .option('--candidate', CANDIDATE)
    .requiredOption('--to <state>', 'draft, shadow, canary:5%, live or disabled')
    .requiredOption('--reason <text>', 'why')
    .action((rule: string | undefined, options: Chosen & Reasoned & { readonly to: string }) =>
      finish(promote(rule, options)),
    );

  const candidate = rollout.command('candidate').description('A ruleset that is evaluated beside the one in force');
  add(candidate, 'start', 'Evaluate the rules of a directory on every event, in shadow')
    .requiredOption('--rules <directory>', 'main.sml is there, or below it as lapwing.yaml says')
    .requiredOption('--reason <text>', 'why')
    .option('--empty-counters', 'begin with nothing counted, in place of what the rules in force remember')
    .action((options: Reasoned & { readonly rules: string; readonly emptyCounters?: boolean }) =>
      finish(start(options)),
    );
  add(candidate, 'withdraw', 'End the candidate')
    .requiredOption('--reason <text>', 'why')
    .action((options: Reasoned) => finish(withdraw(options)));
}

async function status(options: RemoteOptions): Promise<ExitCode> {
  const answer = checked(RolloutAnswer, await remoteOf(options).get('/v1/rollout'));
  if (options.json === true) {
    printJson(answer);
    return 0;
  }
  const { rules, candidate, proposals, pinnedOver } = answer;
  const staged = rules.filter(({ state }) => state !== 'live');
  if (staged.length === 0) console.log(`all ${rules.length} rules are live`);
  else {
    console.log(
      formatTable(
        ['rule', 'state', 'since', 'by', 'reason'],
        staged.map(({ name, setting, said }) => [
          name,
          setting,
          said === null ? null : minute(said.at),
          said?.by,
          said?.reason,
        ]),
      ),
    );
    console.log(`${rules.length - staged.length} of ${rules.length} rules are live`);
  }
  if (candidate !== null) {
    const { hash, setting, by, reason, startedAt } = candidate;
    console.log(`candidate ${shortHash(hash)}: ${setting}, since ${minute(startedAt)}, by ${by}: ${reason}`);
  }
  if (pinnedOver !== null)
    console.log(`the files (${shortHash(pinnedOver)}) are passed over: an earlier version is in force`);
  for (const { id, rule, setting, by, reason, approvals, approvalsNeeded, status: now } of proposals) {
    if (now !== 'open') continue;
    const missing = approvalsNeeded - approvals.length;
    console.log(
      `proposal ${id}: ${rule ?? 'the candidate'} to ${setting}, by ${by}: ${reason} (needs ${missing} more to approve it in the console)`,
    );
  }
  return 0;
}

async function history(rule: string | undefined, options: RemoteOptions): Promise<ExitCode> {
  const query = rule === undefined ? '' : `?rule=${encodeURIComponent(rule)}`;
  const { items } = checked(HistoryAnswer, await remoteOf(options).get(`/v1/rollout/history${query}`));
  if (options.json === true) printJson(items);
  else if (items.length === 0) console.log('no state was ever changed');
  else {
    const rows = items.map(({ at, rule: name, setting, by, approvedBy, reason }) => [
      minute(at),
      name,
      setting,
      by,
      approvedBy,
      reason,
    ]);
    console.log(formatTable(['when', 'rule', 'state', 'by', 'approved by', 'reason'], rows));
  }
  return 0;
}

async function compare(rule: string | undefined, options: Chosen): Promise<ExitCode> {
  const answer = await comparisonOf(remoteOf(options), rule, options.candidate === true);
  if (options.json === true) printJson(answer);
  else console.log(comparisonText(answer));
  return 0;
}

async function comparisonOf(remote: Remote, rule: string | undefined, candidate: boolean) {
  const query = new URLSearchParams({ of: candidate ? 'candidate' : 'rules', ...(rule === undefined ? {} : { rule }) });
  return checked(ComparisonAnswer, await remote.get(`/v1/rollout/compare?${query}`));
}

async function runBacktest(options: Chosen & { readonly since?: string }): Promise<ExitCode> {
  const remote = remoteOf(options);
  const of = options.candidate === true ? 'candidate' : 'rules';
  await remote.post('/v1/rollout/backtest', { of, ...(options.since === undefined ? {} : { since: options.since }) });
  for (;;) {
    const { backtest } = checked(BacktestAnswer, await remote.get(`/v1/rollout/backtest?of=${of}`));
    if (backtest !== null && backtest.endedAtMillis !== null) {
      if (options.json === true) printJson(backtest);
      if (backtest.error !== null) throw new CommandError(backtest.error);
      if (options.json !== true && backtest.report !== null) {
        const { events, rules } = backtest.report;
        const rows = rules.map(({ name, candidate, baseline }) => [
          name,
          candidate?.hits ?? null,
          baseline?.hits ?? null,
          precisionText(candidate?.precision ?? null),
        ]);
        console.log(`${count(events)} events\n${formatTable(['rule', 'hits', 'in force', 'precision'], rows)}`);
      }
      return 0;
    }
    await sleep(BACKTEST_POLL_MILLIS);
  }
}

async function promote(
  rule: string | undefined,
  options: Chosen & Reasoned & { readonly to: string },
): Promise<ExitCode> {
  const { candidate = false, to, reason, json } = options;
  if ((rule === undefined) === !candidate) throw new CommandError('name a rule, or say --candidate');
  const setting = parseSetting(to);
  if (setting === null) {
    throw new CommandError(
      `--to: ${JSON.stringify(to)} is no state; there are draft, shadow, canary:5%, live and disabled`,
    );
  }
  const remote = remoteOf(options);
  if (json !== true) console.log(await evidence(remote, rule, candidate));
  const path = candidate ? '/v1/rollout/candidate/state' : `/v1/rollout/rules/${encodeURIComponent(rule ?? '')}/state`;
  const hash = candidate ? { hash: await candidateHash(remote) } : {};
  const answer = checked(ChangeAnswer, await remote.post(path, { ...hash, ...setting, reason }));
  const what = rule ?? 'the candidate';
  if (json === true) printJson(answer);
  else if (answer.status === 'done') console.log(`${what} is ${to} now`);
  else {
    const { id, approvalsNeeded } = answer.proposal ?? { id: 0, approvalsNeeded: 1 };
    const people = approvalsNeeded === 1 ? 'another signed-in person has' : 'two signed-in people have';
    console.log(`${what} does what cannot be taken back (${(answer.irreversible ?? []).join('; ')}):`);
    console.log(`proposal ${id} waits in the console, where ${people} to approve it`);
  }
  return 0;
}

/** What is known of a rule before it is promoted. */
async function evidence(remote: Remote, rule: string | undefined, candidate: boolean): Promise<string> {
  const comparison = comparisonText(await comparisonOf(remote, rule, candidate));
  const of = candidate ? 'candidate' : 'rules';
  const { backtest } = checked(BacktestAnswer, await remote.get(`/v1/rollout/backtest?of=${of}`));
  if (backtest?.report === null || backtest === null) {
    return `${comparison}\nno backtest of this version yet: lapwing rollout backtest${candidate ? ' --candidate' : ''} makes one`;
  }
  const when = minute(new Date(backtest.startedAtMillis).toISOString());
  const found = backtest.report.rules.find(({ name }) => name === rule)?.candidate;
  const hits =
    found === undefined || found === null
      ? ''
      : `: ${count(found.hits)} hits, precision ${precisionText(found.precision)}`;
  return `${comparison}\nbacktest of ${when} over ${count(backtest.report.events)} events${hits}`;
}

async function candidateHash(remote: Remote): Promise<string> {
  const { candidate } = checked(RolloutAnswer, await remote.get('/v1/rollout'));
  if (candidate === null) throw new CommandError('there is no candidate: lapwing rollout candidate start begins one');
  return candidate.hash;
}

async function start(
  options: Reasoned & { readonly rules: string; readonly emptyCounters?: boolean },
): Promise<ExitCode> {
  const { reason, emptyCounters = false } = options;
  const sources = await loadRulesetDirectory(await rulesetDirectory(options.rules));
  const body = { files: Object.fromEntries(sources.texts), counters: emptyCounters ? 'empty' : 'fork', reason };
  const answer = checked(CandidateAnswer, await remoteOf(options).post('/v1/rollout/candidate', body));
  if (options.json === true) printJson(answer);
  else console.log(`candidate ${shortHash(answer.hash)} with ${count(answer.rules)} rules runs in shadow`);
  return 0;
}

async function withdraw(options: Reasoned): Promise<ExitCode> {
  await remoteOf(options).post('/v1/rollout/candidate/withdraw', { reason: options.reason });
  if (options.json === true) printJson({ withdrawn: true });
  else console.log('the candidate has ended');
  return 0;
}
