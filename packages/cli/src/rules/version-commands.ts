/** `lapwing rules versions`, `diff`, `rollback` and `follow`: which rules are in force on a running server, and which were. */
import type { Command } from 'commander';
import type { ExitCode } from '../exit.ts';
import { type RemoteOptions, withRemote } from '../remote/client.ts';
import type { Reasoned } from './versions.ts';

export function versionCommands(rules: Command, done: (code: ExitCode) => void): void {
  // Most commands of rules ask no server: what these need is loaded when one of them runs.
  const work = () => import('./versions.ts');
  const finish = async (code: Promise<ExitCode>): Promise<void> => done(await code);
  withRemote(
    rules.command('versions').description('Every ruleset that was put in force: when, by whom and why'),
  ).action(async (options: RemoteOptions) => finish((await work()).versions(options)));
  withRemote(
    rules
      .command('diff')
      .description('What differs between two versions: files, rules and their effects')
      .argument('<from>', 'a hash, or the beginning of one')
      .argument('<to>'),
  ).action(async (from: string, to: string, options: RemoteOptions) => finish((await work()).diff(from, to, options)));
  withRemote(
    rules
      .command('rollback')
      .description('Put an earlier version back in force, the one before when no hash is given')
      .argument('[hash]')
      .requiredOption('--reason <text>', 'why'),
  ).action(async (hash: string | undefined, options: Reasoned) => finish((await work()).rollback(hash, options)));
  withRemote(
    rules
      .command('follow')
      .description('End a rollback: put what the files say in force again')
      .requiredOption('--reason <text>', 'why'),
  ).action(async (options: Reasoned) => finish((await work()).follow(options)));
}
