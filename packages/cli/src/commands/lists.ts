/** `lapwing lists …`: what rules look things up in. */
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { LIST_FORMATS, LIST_IMPORT_MODES, LIST_KINDS } from '@lapwing/memory';
import { type Command, Option } from 'commander';
import { type ConnectionOptions, withConnection } from '../api/connection.ts';
import { CommandError, type ExitCode } from '../exit.ts';
import { type Asker, type EntryAnswer, type ListAnswer, listPath, type UseAnswer, withApi } from '../lists/answers.ts';
import { versionCommands } from '../lists/versions.ts';
import { count } from '../output/progress.ts';
import { formatTable } from '../output/table.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

export function listsCommands(program: Command, done: (code: ExitCode) => void): void {
  const lists = program.command('lists').description('Lists that rules look things up in');
  const reason = (command: Command) => command.requiredOption('--reason <text>', 'why; it is kept with the version');

  withConnection(lists.command('ls').description('All lists, and those that rules miss')).action(
    async (options: Options) => {
      await withApi(options, async ({ ask, print }) => {
        interface Answer {
          readonly items: readonly (ListAnswer & { readonly usedBy: readonly string[] })[];
          readonly missing: readonly { readonly name: string; readonly uses: readonly UseAnswer[] }[];
        }
        print(await ask<Answer>('GET', '/v1/lists'), ({ items, missing }) => {
          const rows = items.map((list) => [
            list.name,
            list.kind,
            list.entries,
            list.version,
            list.owner,
            list.changed.at,
            list.usedBy.join(', '),
          ]);
          const lines = missing.map(
            ({ name, uses }) => `rules name \`${name}\`, which does not exist: ${placesOf(uses)}`,
          );
          return [
            formatTable(['name', 'kind', 'entries', 'version', 'owner', 'changed', 'used by'], rows),
            ...lines,
          ].join('\n');
        });
      });
      done(0);
    },
  );

  withConnection(
    lists
      .command('show')
      .description('One list and its entries')
      .argument('<name>')
      .option('--search <text>', 'entries that hold this, or whose note does')
      .option('--at-version <version>', 'entries of this version')
      .addOption(new Option('--status <status>', 'by expiry').choices(['all', 'live', 'expired']).default('all'))
      .option('--limit <entries>', 'entries at most', '50'),
  ).action(
    async (name: string, options: Options & { search?: string; atVersion?: string; status: string; limit: string }) => {
      await withApi(options, (asker) => show(asker, name, options));
      done(0);
    },
  );

  reason(
    withConnection(
      lists
        .command('create')
        .description('Make a list')
        .argument('<name>', 'lower case letters, digits, . _ -')
        .addOption(new Option('--kind <kind>', 'what its entries are').choices([...LIST_KINDS]).makeOptionMandatory())
        .option('--owner <who>', 'who answers for it')
        .option('--description <text>')
        .option('--max-distance <bits>', 'for images: bits that may differ'),
    ),
  ).action(
    async (
      name: string,
      options: Options & { kind: string; owner?: string; description?: string; maxDistance?: string; reason: string },
    ) => {
      const { kind, owner, description, maxDistance, reason } = options;
      const body = { name, kind, owner, description, maxDistance: numberOf('--max-distance', maxDistance), reason };
      await withApi(options, async ({ ask, print }) => {
        print(await ask<Versioned>('POST', '/v1/lists', body), ({ version }) => `${name} is made, version ${version}`);
      });
      done(0);
    },
  );

  reason(
    withConnection(
      lists
        .command('add')
        .description('Add entries, or change expiry and note of those that are there')
        .argument('<name>')
        .argument('<value...>')
        .option('--expires <time>', 'event time, ISO 8601')
        .option('--expires-after <seconds>', 'so long after now, in event time')
        .option('--note <text>'),
    ),
  ).action(
    async (
      name: string,
      values: string[],
      options: Options & { expires?: string; expiresAfter?: string; note?: string; reason: string },
    ) => {
      const { expires, expiresAfter, note, reason } = options;
      const expiry = { expiresAt: expires, expiresAfterSeconds: numberOf('--expires-after', expiresAfter), note };
      const entries = values.map((value) => ({ value, ...expiry }));
      await withApi(options, async ({ ask, print }) => {
        print(await ask<Versioned>('POST', listPath(name, '/entries'), { entries, reason }), versionLine(name));
      });
      done(0);
    },
  );

  reason(
    withConnection(lists.command('remove').description('Take entries out').argument('<name>').argument('<value...>')),
  ).action(async (name: string, values: string[], options: Options & { reason: string }) => {
    const body = { values, reason: options.reason };
    await withApi(options, async ({ ask, print }) => {
      print(await ask<Versioned>('POST', listPath(name, '/entries/remove'), body), versionLine(name));
    });
    done(0);
  });

  withConnection(
    lists
      .command('import')
      .description('Entries from a file, all at once')
      .argument('<name>')
      .argument('<file>', 'a file, or - for standard input')
      .addOption(new Option('--format <format>', 'by the file’s name when absent').choices([...LIST_FORMATS]))
      .addOption(
        new Option('--mode <mode>', 'add them, remove them, or have them in place of all')
          .choices([...LIST_IMPORT_MODES])
          .default('add'),
      )
      .option('--dry-run', 'say what would change, and change nothing')
      .option('--skip-invalid', 'leave out lines that are wrong instead of refusing the file')
      .option('--reason <text>', 'why; it is kept with the version'),
  ).action(async (name: string, file: string, options: ImportOptions) => {
    done(await withApi(options, (asker) => importFile(asker, name, file, options)));
  });

  withConnection(
    lists
      .command('export')
      .description('All entries of a version')
      .argument('<name>')
      .addOption(new Option('--format <format>').choices([...LIST_FORMATS]).default('csv'))
      .option('--at-version <version>', 'the newest when absent')
      .option('--out <file>', 'write them there'),
  ).action(async (name: string, options: Options & { format: string; atVersion?: string; out?: string }) => {
    const path = listPath(name, '/export', { format: options.format, version: options.atVersion });
    await withApi(options, async ({ connection }) => {
      const content = await connection.send({ method: 'GET', path });
      if (options.out === undefined) process.stdout.write(content);
      else await writeFile(resolve(options.out), content);
    });
    done(0);
  });

  withConnection(
    lists
      .command('test')
      .description('What a value matches, and why')
      .argument('<name>')
      .argument('<value>')
      .option('--at <time>', 'event time, ISO 8601; now when absent'),
  ).action(async (name: string, value: string, options: Options & { at?: string }) => {
    interface Answer {
      readonly matches: boolean;
      readonly entry: (EntryAnswer & { readonly expired: boolean }) | null;
      readonly why: string;
      readonly rules: readonly string[];
    }
    const matches = await withApi(options, async ({ ask, print }) => {
      const answer = await ask<Answer>('POST', listPath(name, '/test'), { value, at: options.at });
      print(answer, ({ matches, entry, why, rules }) => {
        if (entry === null) return `no: ${why}`;
        const until = entry.expiresAt === null ? '' : `, ${entry.expired ? 'expired' : 'expires'} ${entry.expiresAt}`;
        const seen = rules.length === 0 ? 'no rule looks into it' : `seen by ${rules.join(', ')}`;
        return `${matches ? 'yes' : 'no longer'}: ${why}${until}\n${seen}`;
      });
      return answer.matches;
    });
    done(matches ? 0 : 1);
  });

  versionCommands(lists, done);
}

interface Versioned {
  readonly version: number;
}

type ImportOptions = Options & {
  readonly format?: string;
  readonly mode: string;
  readonly dryRun?: boolean;
  readonly skipInvalid?: boolean;
  readonly reason?: string;
};

async function show(
  { ask, print }: Asker,
  name: string,
  { search, atVersion, status, limit }: { search?: string; atVersion?: string; status: string; limit: string },
): Promise<void> {
  const list = await ask<ListAnswer & { readonly uses: readonly UseAnswer[] }>('GET', listPath(name));
  const query = { search, version: atVersion, status, limit };
  const page = await ask<{
    total: number;
    items: readonly (EntryAnswer & { since: { by: string; reason: string } })[];
  }>('GET', listPath(name, '/entries', query));
  print({ ...list, page }, () => {
    const { kind, owner, version, entries, description, changed, uses } = list;
    const rows = page.items.map(({ value, expiresAt, note, since }) => [
      value,
      expiresAt,
      note,
      since.by,
      since.reason,
    ]);
    return [
      `${name}: ${kind}, ${count(entries)} entries, version ${version}, owned by ${owner}`,
      ...(description === '' ? [] : [description]),
      `changed ${changed.at} by ${changed.by}: ${changed.reason}`,
      uses.length === 0 ? 'no rule looks into it' : `used at ${placesOf(uses)}`,
      '',
      formatTable(['value', 'expires', 'note', 'by', 'reason'], rows),
      ...(page.total > rows.length ? [`${count(rows.length)} of ${count(page.total)}; --limit shows more`] : []),
    ].join('\n');
  });
}

interface ImportAnswer {
  readonly version: number | null;
  readonly entries: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  readonly invalid: number;
  readonly problems: readonly { readonly line: number; readonly problem: string }[];
}

async function importFile(
  { connection, json, print }: Asker,
  name: string,
  file: string,
  { format, mode, dryRun, skipInvalid, reason }: ImportOptions,
): Promise<ExitCode> {
  if (dryRun !== true && reason === undefined) throw new CommandError('--reason: say why, or ask for a --dry-run');
  const body = file === '-' ? await buffer(process.stdin) : await readFile(resolve(file));
  const query = {
    format: format ?? formatOf(file),
    mode,
    dryRun: dryRun === true ? 'true' : undefined,
    invalid: skipInvalid === true ? 'skip' : undefined,
    reason,
  };
  const sent = await connection.send({ method: 'POST', path: listPath(name, '/import', query), body });
  const answer = JSON.parse(sent.toString()) as ImportAnswer;
  print(answer, ({ version, added, changed, removed, unchanged, invalid }) => {
    const counts = `${count(added)} new, ${count(changed)} changed, ${count(removed)} removed, ${count(unchanged)} as before`;
    return `${counts}, ${count(invalid)} wrong${version === null ? '; nothing was changed' : `; ${name} is at version ${version}`}`;
  });
  if (!json) for (const { line, problem } of answer.problems) console.error(`${file}:${line}: ${problem}`);
  return answer.invalid > 0 && skipInvalid !== true ? 1 : 0;
}

function formatOf(file: string): string {
  if (file.endsWith('.csv')) return 'csv';
  return /\.(ndjson|jsonl)$/.test(file) ? 'ndjson' : 'text';
}

function placesOf(uses: readonly UseAnswer[]): string {
  return uses.map(({ path, line }) => `${path}:${line}`).join(', ');
}

const versionLine =
  (name: string) =>
  ({ version }: Versioned) =>
    `${name} is at version ${version}`;

function numberOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isFinite(number)) throw new CommandError(`${option}: ${text} is no number`);
  return number;
}
