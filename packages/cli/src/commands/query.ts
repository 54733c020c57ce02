/** `lapwing query` and `lapwing sql`: the warehouse asked in the rule language or in SQL. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { latestRuleset, systemRegistry } from '@lapwing/server';
import { openWarehouseReader, type ResultTable, translateQuery, type WarehouseReader } from '@lapwing/warehouse';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { printJson } from '../output/json.ts';
import { formatCsv, formatTable } from '../output/table.ts';
import { dataDirectory } from './data.ts';

type Format = 'table' | 'csv' | 'json';

interface QueryOptions {
  readonly data?: string;
  readonly limit: string;
  readonly format: Format;
  readonly json?: boolean;
  readonly columns?: string;
}

export function queryCommands(program: Command, done: (code: ExitCode) => void): void {
  const withOptions = (command: Command) =>
    command
      .option('--data <directory>', 'data directory (LAPWING_DATA)')
      .option('--limit <rows>', 'rows at most', '1000')
      .addOption(new Option('--format <format>', 'how to print').choices(['table', 'csv', 'json']).default('table'))
      .option('--json', 'as --format json');

  withOptions(
    program
      .command('query')
      .description('Events for which an expression of the rule language holds, newest first')
      .argument('<expression>', `such as "UserId == 'x' and HasLink"`)
      .option('--columns <names>', 'features to print, separated by commas; all that the expression names when absent'),
  ).action(async (expression: string, options: QueryOptions) => {
    done(await run(options, (reader, limit) => query(reader, expression, options, limit)));
  });

  withOptions(
    program
      .command('sql')
      .description('One SELECT over the table events')
      .argument('<select>', 'such as "SELECT __action, count(*) FROM events GROUP BY 1"'),
  ).action(async (text: string, options: QueryOptions) => {
    done(await run(options, (reader, limit) => reader.sql(text, { limit })));
  });
}

async function run(
  options: QueryOptions,
  ask: (reader: WarehouseReader, limit: number) => Promise<ResultTable>,
): Promise<ExitCode> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1) throw new CommandError(`--limit: ${options.limit} is no number of rows`);
  const directory = join(dataDirectory(options.data, null), 'warehouse');
  if (!existsSync(directory)) throw new CommandError(`${directory}: there is no warehouse; --data says where one is`);
  const reader = await openWarehouseReader(directory);
  try {
    const table = await ask(reader, limit);
    print(table, options.json === true ? 'json' : options.format);
    if (table.truncated) console.error(`the first ${limit} rows; --limit shows more`);
    return 0;
  } finally {
    await reader.close();
  }
}

async function query(
  reader: WarehouseReader,
  expression: string,
  options: QueryOptions,
  limit: number,
): Promise<ResultTable> {
  const registry = systemRegistry();
  const ruleset = await latestRuleset(dataDirectory(options.data, null), registry);
  const translated = translateQuery(expression, ruleset.program, registry);
  if (!translated.ok) throw new CommandError(translated.diagnostics);
  const columns = options.columns?.split(',').map((name) => name.trim());
  return reader.select(translated.predicate, { limit, ...(columns === undefined ? {} : { columns }) });
}

function print({ columns, rows }: ResultTable, format: Format): void {
  const names = columns.map(({ name }) => name);
  switch (format) {
    case 'json':
      printJson(rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]))));
      break;
    case 'csv':
      console.log(formatCsv(names, rows));
      break;
    case 'table':
      console.log(formatTable(names, rows));
  }
}
