/** `lapwing query` and `lapwing sql`: the warehouse asked in the rule language or in SQL. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { journalInput, latestRuleset, openPastState, type PastState, systemRegistry } from '@lapwing/server';
import {
  explainPredicate,
  openWarehouseReader,
  type QueryOptions,
  type ResultTable,
  type RowSource,
  translateQuery,
  type WarehouseReader,
} from '@lapwing/warehouse';
import { type Command, Option } from 'commander';
import { CommandError, type ExitCode } from '../exit.ts';
import { onInterrupt } from '../ingest/interrupt.ts';
import { count, ProgressLine } from '../output/progress.ts';
import { type Format, printTable } from '../output/rows.ts';
import { exportFormatOf, exportRows } from '../query/export.ts';
import { type NumbersOptions, numbersOf, withNumbers } from '../query/numbers.ts';
import { type RangeOptions, rangeOf, withRange } from '../query/range.ts';
import { type QueryServer, type Question, queryServer, questionOf } from '../query/remote.ts';
import { dataDirectory } from './data.ts';

interface AskOptions {
  readonly server?: string;
  readonly key?: string;
  readonly data?: string;
  readonly limit: string;
  readonly format: Format;
  readonly json?: boolean;
  readonly spreadsheet?: boolean;
  readonly out?: string;
  readonly timeout?: string;
}

interface QueryCommandOptions extends AskOptions, RangeOptions, NumbersOptions {
  readonly columns?: string;
  readonly explain?: boolean;
}

export function queryCommands(program: Command, done: (code: ExitCode) => void): void {
  const query = program
    .command('query')
    .description('Events for which an expression of the rule language holds, newest first, or numbers over them')
    .argument('<expression>', `such as "UserId == 'x' and HasLink"; True for all events`)
    .option('--columns <names>', 'features to print, separated by commas, or all; those that are named when absent')
    .option('--explain', 'say what SQL is asked and what is evaluated on rows, and of how many');
  withAnswer(withNumbers(withRange(query))).action(async (expression: string, options: QueryCommandOptions) => {
    // Rows are evaluated with their progress in sight, and Ctrl-C ends it.
    const patient = { timeout: String(Number.POSITIVE_INFINITY), ...options };
    const remote = await runRemote(options, (server) => questionOf(expression, options, server));
    done(remote ?? (await run(patient, (reader, asked, past) => source(reader, expression, options, asked, past))));
  });

  const sql = program
    .command('sql')
    .description('One SELECT over the table events')
    .argument('<select>', 'such as "SELECT __action, count(*) FROM events GROUP BY 1"');
  withAnswer(sql).action(async (text: string, options: AskOptions) => {
    const remote = await runRemote(options, async () => ({ sql: text }));
    done(remote ?? (await run(options, async () => ({ kind: 'sql', text }))));
  });
}

const withAnswer = (command: Command): Command =>
  command
    .option('--limit <rows>', 'rows at most', '1000')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['table', 'csv', 'json', 'ndjson']).default('table'),
    )
    .option('--json', 'as --format json')
    .option('--out <file>', 'write all rows there, however many: .csv, .ndjson or .parquet')
    .option('--spreadsheet', 'CSV for a spreadsheet: a byte order mark, and no cell that would be a formula')
    .option(
      '--timeout <seconds>',
      'give up after so long; a SELECT after 30 when absent, unless it is written with --out',
    )
    .option('--data <directory>', 'data directory (LAPWING_DATA)')
    .option('--server <url>', 'ask a running server instead')
    .option('--key <key>', 'API key for --server (LAPWING_KEY)');

/** Null where no server is asked. */
async function runRemote(
  options: AskOptions & { readonly explain?: boolean },
  questionFor: (server: QueryServer) => Promise<Question>,
): Promise<ExitCode | null> {
  const interrupt = onInterrupt();
  try {
    const server = queryServer(options, interrupt.signal);
    if (server === null) return null;
    const limit = limitOf(options);
    const format = options.out === undefined ? null : exportFormatOf(options.out);
    const question = await questionFor(server);
    if (options.out !== undefined && format !== null) {
      await server.export({ ...question, ...spreadsheet(options) }, format, options.out);
      console.error(`written: ${options.out}`);
      return 0;
    }
    const { table, notes, explanation } = await server.ask({ ...question, limit });
    for (const note of [...notes, ...(options.explain === true ? explanation : [])]) console.error(note);
    print(table, limit, options);
    return 0;
  } finally {
    interrupt.stop();
  }
}

function limitOf(options: AskOptions): number {
  const limit = Number(options.limit);
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new CommandError(`--limit: ${options.limit} is no number of rows`);
}

function print(table: ResultTable, limit: number, options: AskOptions): void {
  printTable(table, options.json === true ? 'json' : options.format, spreadsheet(options));
  if (table.truncated) console.error(`the first ${limit} rows; --limit shows more, --out writes all`);
}

/** Labels and lists of the past, opened when a query needs them. */
function lazyPast(data: string): PastState {
  let opened: PastState | null = null;
  return {
    stateAt(moment) {
      opened ??= openPastState(data);
      return opened.stateAt(moment);
    },
    close: () => opened?.close(),
  };
}

async function run(
  options: AskOptions,
  sourceOf: (reader: WarehouseReader, options: QueryOptions, past: PastState) => Promise<RowSource>,
): Promise<ExitCode> {
  const limit = limitOf(options);
  const format = options.out === undefined ? null : exportFormatOf(options.out);
  const directory = join(dataDirectory(options.data, null), 'warehouse');
  if (!existsSync(directory)) throw new CommandError(`${directory}: there is no warehouse; --data says where one is`);
  const reader = await openWarehouseReader(directory);
  const past = lazyPast(dataDirectory(options.data, null));
  const interrupt = onInterrupt();
  const line = new ProgressLine();
  const asked: QueryOptions = {
    signal: interrupt.signal,
    onProgress: ({ evaluated, matched }) =>
      line.show({ share: null, events: evaluated, note: `evaluated, ${count(matched)} match` }),
    ...timeoutOf(options.timeout),
  };
  try {
    const source = await sourceOf(reader, asked, past);
    if (options.out !== undefined && format !== null) {
      const rows = await exportRows(reader, source, options.out, { ...asked, format, ...spreadsheet(options) }, line);
      line.end();
      console.error(`written: ${options.out}, ${count(rows)} rows`);
      return 0;
    }
    const table = await ask(reader, source, limit, asked);
    line.end();
    print(table, limit, options);
    return 0;
  } finally {
    line.end();
    interrupt.stop();
    past.close();
    await reader.close();
  }
}

const spreadsheet = (options: AskOptions) => (options.spreadsheet === true ? { spreadsheet: true } : {});

function timeoutOf(text: string | undefined): { readonly timeoutMillis?: number } {
  if (text === undefined) return {};
  const seconds = Number(text);
  if (!(seconds > 0)) throw new CommandError(`--timeout: ${text} is no number of seconds`);
  return { timeoutMillis: seconds * 1000 };
}

async function ask(
  reader: WarehouseReader,
  source: RowSource,
  limit: number,
  options: QueryOptions,
): Promise<ResultTable> {
  switch (source.kind) {
    case 'sql':
      return reader.sql(source.text, { ...options, limit });
    case 'events': {
      const { where, ...filter } = source.filter;
      return reader.select(where, { ...filter, ...options, limit, columns: source.columns });
    }
    case 'aggregate':
      return reader.aggregate({ ...source.query, ...options, groups: limit });
    default:
      return source satisfies never;
  }
}

/** What the query asks for; with `--explain`, the explanation is printed when the rows are there. */
async function source(
  reader: WarehouseReader,
  expression: string,
  options: QueryCommandOptions,
  asked: QueryOptions,
  { stateAt }: PastState,
): Promise<RowSource> {
  const data = dataDirectory(options.data, null);
  const registry = systemRegistry();
  const ruleset = await latestRuleset(data, registry);
  const translated = translateQuery(expression, ruleset.program, registry, { input: journalInput(data), stateAt });
  if (!translated.ok) throw new CommandError(translated.diagnostics);
  if (translated.warnings !== '') console.error(translated.warnings);
  const { predicate } = translated;
  if (options.explain === true) console.error(explainPredicate(predicate));
  const range = await rangeOf(options, async () => (await reader.totals(asked)).lastMillis);
  const filter = { where: predicate, ...range };
  const numbers = numbersOf(options);
  if (numbers !== null) {
    if (options.columns !== undefined)
      throw new CommandError('--columns is for events; numbers have columns of their own');
    return { kind: 'aggregate', query: { ...filter, ...numbers } };
  }
  const { columns } = options;
  if (columns === 'all') return { kind: 'events', filter, columns };
  const names = columns?.split(',').map((name) => name.trim());
  return { kind: 'events', filter, ...(names === undefined ? {} : { columns: names }) };
}
