/** `lapwing lists versions`, `diff` and `rollback`. */
import type { Command } from 'commander';
import { type ConnectionOptions, withConnection } from '../api/connection.ts';
import type { ExitCode } from '../exit.ts';
import { count } from '../output/progress.ts';
import { formatTable } from '../output/table.ts';
import { type EntryAnswer, listPath, withApi } from './answers.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

interface VersionAnswer {
  readonly version: number;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
  readonly operation: string;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly entries: number;
}

interface DiffAnswer {
  readonly from: number;
  readonly to: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly items: readonly {
    readonly value: string;
    readonly change: 'added' | 'removed' | 'changed';
    readonly before: EntryAnswer | null;
    readonly after: EntryAnswer | null;
  }[];
  readonly next: string | null;
}

export function versionCommands(lists: Command, done: (code: ExitCode) => void): void {
  withConnection(
    lists
      .command('versions')
      .description('Who changed a list, when and why')
      .argument('<name>')
      .option('--limit <versions>', 'versions at most', '20'),
  ).action(async (name: string, options: Options & { limit: string }) => {
    await withApi(options, async ({ ask, print }) => {
      const path = listPath(name, '/versions', { limit: options.limit });
      print(await ask<{ readonly items: readonly VersionAnswer[] }>('GET', path), ({ items }) => {
        const rows = items.map((each) => [
          each.version,
          each.at,
          each.by,
          each.operation,
          `+${each.added} −${each.removed} ~${each.changed}`,
          each.entries,
          each.reason,
        ]);
        return formatTable(['version', 'at', 'by', 'change', 'entries changed', 'entries', 'reason'], rows);
      });
    });
    done(0);
  });

  withConnection(
    lists
      .command('diff')
      .description('What became of the entries between two versions; 0 is before the first')
      .argument('<name>')
      .argument('<from>')
      .argument('[to]', 'the newest when absent')
      .option('--limit <entries>', 'entries at most', '200'),
  ).action(async (name: string, from: string, to: string | undefined, options: Options & { limit: string }) => {
    const differs = await withApi(options, async ({ ask, print }) => {
      const answer = await ask<DiffAnswer>('GET', listPath(name, '/diff', { from, to, limit: options.limit }));
      print(answer, diffText);
      return answer.added + answer.removed + answer.changed > 0;
    });
    done(differs ? 1 : 0);
  });

  withConnection(
    lists
      .command('rollback')
      .description('Make a list what it was in a version; this is a new version')
      .argument('<name>')
      .argument('<version>')
      .requiredOption('--reason <text>', 'why; it is kept with the version'),
  ).action(async (name: string, version: string, { reason, ...options }: Options & { reason: string }) => {
    await withApi(options, async ({ ask, print }) => {
      const body = { version: Number(version), reason };
      print(
        await ask<{ readonly version: number }>('POST', listPath(name, '/rollback'), body),
        (made) => `${name} is what it was in version ${version}; this is version ${made.version}`,
      );
    });
    done(0);
  });
}

function diffText({ from, to, added, removed, changed, items, next }: DiffAnswer): string {
  const lines = items.map(({ value, change, before, after }) => {
    if (change === 'added') return `+ ${value}${detailOf(after)}`;
    if (change === 'removed') return `− ${value}${detailOf(before)}`;
    return `~ ${value}${detailOf(before)} →${detailOf(after)}`;
  });
  const total = `version ${from} to ${to}: ${count(added)} new, ${count(removed)} removed, ${count(changed)} changed`;
  return [total, ...lines, ...(next === null ? [] : ['…; --limit shows more'])].join('\n');
}

function detailOf(entry: EntryAnswer | null): string {
  if (entry === null) return '';
  const until = entry.expiresAt === null ? '' : `until ${entry.expiresAt}`;
  const detail = [until, entry.note].filter((text) => text !== '').join(', ');
  return detail === '' ? '' : ` (${detail})`;
}
