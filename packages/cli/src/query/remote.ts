/** A question to a running server: the same options, the same answer as from its data directory. */
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseRangeTime } from '@lapwing/pipeline/backtest';
import { IntegralFloat, type JsonValue, parseJsonValue } from '@lapwing/sml';
import type { Cell, ExportFormat, Measure, ResultTable } from '@lapwing/warehouse';
import { CommandError } from '../exit.ts';
import type { NumbersOptions } from './numbers.ts';
import { numbersOf } from './numbers.ts';
import { type RangeOptions, rangeOf } from './range.ts';

export interface ServerOptions {
  readonly server?: string;
  readonly key?: string;
  readonly data?: string;
}

/** What is asked: the body of `POST /v1/query` and `/v1/export`. */
export type Question = Readonly<Record<string, unknown>>;

export interface RemoteAnswer {
  readonly table: ResultTable;
  /** Said in any case: what a rule would refuse, events that could not be looked at. */
  readonly notes: readonly string[];
  /** What SQL was asked, and what was evaluated on rows. */
  readonly explanation: readonly string[];
}

export interface QueryServer {
  ask(question: Question): Promise<RemoteAnswer>;
  /** All rows into a file, which is complete or not there. */
  export(question: Question, format: ExportFormat, path: string): Promise<void>;
  /** The newest event's time; null where there is none. */
  newestMillis(): Promise<number | null>;
}

/** Null where no server is named. Throws a CommandError. */
export function queryServer({ server, key, data }: ServerOptions, signal: AbortSignal): QueryServer | null {
  if (server === undefined) return null;
  if (data !== undefined) throw new CommandError('--server and --data: it is one of them');
  const secret = key ?? process.env['LAPWING_KEY'];
  if (secret === undefined || secret === '') throw new CommandError('--server needs an API key: --key, or LAPWING_KEY');
  if (!URL.canParse(server)) throw new CommandError(`--server: ${JSON.stringify(server)} is no URL`);
  const send = async (path: string, body: Question | null): Promise<Buffer> => {
    const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
    const init = body === null ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    let response: Response;
    try {
      response = await fetch(new URL(path, server), { ...init, signal });
    } catch (error) {
      if (signal.aborted) throw new CommandError('interrupted');
      throw new CommandError(`${server}: ${causeOf(error)}`);
    }
    const content = Buffer.from(await response.arrayBuffer());
    if (response.ok) return content;
    throw new CommandError(refusalOf(content) ?? `${server} answered ${response.status}`);
  };
  const json = async (path: string, body: Question | null) => parseJsonValue((await send(path, body)).toString());
  return {
    async ask(question) {
      const answer = recordOf(await json('/v1/query', question));
      const columns = listOf(answer['columns']).map((column) => {
        const { name, type } = recordOf(column);
        return { name: String(name), type: String(type) };
      });
      const rows = listOf(answer['rows']).map((row) => listOf(row).map(cellOf));
      const table = { columns, rows, truncated: answer['truncated'] === true };
      const evaluation = answer['evaluation'] ?? null;
      return { table, notes: notesOf(evaluation), explanation: explanationOf(evaluation) };
    },
    async export(question, format, path) {
      const content = await send('/v1/export', { ...question, format });
      const beside = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
      try {
        await writeFile(beside, content);
        await rename(beside, path);
      } finally {
        await rm(beside, { force: true });
      }
    },
    async newestMillis() {
      const { max } = recordOf(recordOf(await json('/v1/overview', null))['eventTime'] ?? {});
      return typeof max === 'string' ? parseRangeTime(max) : null;
    },
  };
}

/** The options of `lapwing query` as a question. Throws a CommandError. */
export async function questionOf(
  expression: string,
  options: RangeOptions & NumbersOptions & { readonly columns?: string },
  server: QueryServer,
): Promise<Question> {
  const { fromMillis, toMillis } = await rangeOf(options, () => server.newestMillis());
  const range = {
    q: expression,
    ...(fromMillis === undefined ? {} : { from: new Date(fromMillis).toISOString() }),
    ...(toMillis === undefined ? {} : { to: new Date(toMillis).toISOString() }),
  };
  const numbers = numbersOf(options);
  const { columns, by, compare } = options;
  if (numbers !== null) {
    if (columns !== undefined) throw new CommandError('--columns is for events; numbers have columns of their own');
    const { measures = [], everySeconds } = numbers;
    return {
      ...range,
      measures: measures.map(measureText),
      ...(by === undefined ? {} : { by }),
      ...(everySeconds === undefined ? {} : { every: everySeconds }),
      ...(compare === true ? { compare } : {}),
    };
  }
  if (columns === undefined) return range;
  return { ...range, columns: columns === 'all' ? columns : columns.split(',').map((name) => name.trim()) };
}

function measureText(measure: Measure): string {
  switch (measure.kind) {
    case 'count':
      return 'count';
    case 'percentile':
      return `p${measure.percent}:${measure.feature}`;
    default:
      return `${measure.kind}:${measure.feature}`;
  }
}

/** What is worth saying of an answer that SQL did not give alone. */
function notesOf(evaluation: JsonValue): string[] {
  if (evaluation === null) return [];
  const { warnings, missing } = recordOf(evaluation);
  return [
    ...(typeof warnings === 'string' && warnings !== '' ? [warnings] : []),
    ...(typeof missing === 'number' && missing > 0
      ? [`${missing} events are no longer in the journal, and could not be looked at`]
      : []),
  ];
}

function explanationOf(evaluation: JsonValue): string[] {
  if (evaluation === null) return [];
  const { sql, residuals } = recordOf(evaluation);
  return [
    `asked in SQL: ${sql}`,
    ...listOf(residuals).map((residual) => {
      const { source, reason } = recordOf(residual);
      return `evaluated on rows: ${source}\n  because SQL cannot say it: ${reason}`;
    }),
  ];
}

function recordOf(value: JsonValue): Readonly<Record<string, JsonValue>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof IntegralFloat)) {
    return value as Readonly<Record<string, JsonValue>>;
  }
  throw new CommandError("the server's answer is not understood: it is of another version");
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  throw new CommandError("the server's answer is not understood: it is of another version");
}

function cellOf(value: JsonValue): Cell {
  if (value instanceof IntegralFloat) return value.value;
  if (Array.isArray(value)) return value.map(cellOf);
  if (typeof value !== 'object' || value === null) return value as Cell;
  return Object.fromEntries(Object.entries(value).map(([name, held]) => [name, cellOf(held as JsonValue)]));
}

function refusalOf(content: Buffer): string | null {
  try {
    const { detail, errors } = JSON.parse(content.toString());
    return typeof detail === 'string' ? [detail, ...(Array.isArray(errors) ? errors : [])].join('\n') : null;
  } catch {
    return null;
  }
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
