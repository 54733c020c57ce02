/** Finding events: one by id or position, or a page of them, newest first. */
import { isFixedColumn, isShadowColumn } from '../columns/schema.ts';
import { quoteName, quoteText } from '../duckdb/quote.ts';
import { WarehouseError } from '../errors.ts';
import { MAX_EVENTS_PAGE } from '../limits.ts';
import { eventColumns, eventSelectList, readEvents, type StoredEvent } from './event-rows.ts';
import { anyIsIdSql, type Filter, filterSql, timeSql } from './filter.ts';
import type { QueryOptions, Question, Session } from './session.ts';
import { prune } from './view.ts';

export interface EventsQuery extends Filter, QueryOptions {
  /** Events per page; at most `MAX_EVENTS_PAGE`. */
  readonly limit?: number | undefined;
  /** From the page before; the filter must be the same. */
  readonly cursor?: string | undefined;
  /** Features to read; all, when absent. Fewer are faster. */
  readonly features?: readonly string[] | undefined;
  /** Only events in which this rule was true and did not act, or was true in the ruleset beside the one in force. */
  readonly shadowRule?: string | undefined;
  /** Only events in which one of these features is this id (as text, so `'12'` finds the integer 12). */
  readonly entity?: { readonly features: readonly string[]; readonly id: string } | undefined;
}

export interface EventsPage {
  readonly items: readonly StoredEvent[];
  /** For the next page; null on the last. */
  readonly next: string | null;
}

/** A place between events in the order of (time, position), descending. */
interface Cursor {
  readonly timeMillis: number;
  readonly position: number;
}

/** The event at a journal position, or null. Reads at most the files whose positions include it. */
export async function eventAt(
  session: Session,
  position: number,
  options: QueryOptions = {},
): Promise<StoredEvent | null> {
  if (!Number.isSafeInteger(position)) throw new WarehouseError('invalid', 'a position is an integer');
  return session.ask(options, (question) => one(question, `__position = ${position}`, position));
}

/** The newest event with this id, or null. Reads the id column of every file: prefer `eventAt` where the position is known. */
export function eventById(session: Session, eventId: string, options: QueryOptions = {}): Promise<StoredEvent | null> {
  return session.ask(options, async (question) => {
    const ids = question.columns.filter(({ name }) => name === '__event_id' || name === '__position');
    const found = await question.run(
      `SELECT max(__position) FROM ${question.from({ columns: ids })} WHERE __event_id = ${quoteText(eventId)}`,
    );
    const position = found.rows[0]?.[0];
    return typeof position === 'number' ? one(question, `__position = ${position}`, position) : null;
  });
}

async function one(question: Question, where: string, position: number): Promise<StoredEvent | null> {
  const list = eventSelectList(question.columns);
  const from = question.from({ position });
  const result = await question.run(`SELECT ${list} FROM ${from} WHERE ${where}`, 1);
  return readEvents(result.rows, question.columns, question.columnNames)[0] ?? null;
}

/**
 * A page of events that the filter selects, newest first (by time, then position). The cursor names the last event of a page,
 * so pages neither repeat nor skip events, whatever arrives in between.
 */
export async function listEvents(session: Session, query: EventsQuery): Promise<EventsPage> {
  const limit = query.limit ?? 50;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_EVENTS_PAGE) {
    throw new WarehouseError('invalid', `limit must be an integer from 1 to ${MAX_EVENTS_PAGE}`);
  }
  const cursor = query.cursor === undefined ? null : decodeCursor(query.cursor);
  return session.ask(query, async (question) => {
    const keys = await newestKeys(question, query, cursor, limit + 1);
    const page = keys.slice(0, limit);
    const last = page.at(-1);
    return {
      items: await readPage(question, page, query.features),
      next: keys.length > limit && last !== undefined ? encodeCursor(last) : null,
    };
  });
}

/**
 * Keys of the newest events, found in few files: parts are read in the order of their newest row, twice as many at a time, until
 * no part that is left can hold a newer event than the last one found.
 */
async function newestKeys(
  question: Question,
  filter: EventsQuery,
  cursor: Cursor | null,
  wanted: number,
): Promise<Cursor[]> {
  const { files, recent } = prune(question.snapshot, {
    fromMillis: filter.fromMillis,
    toMillis: minimum(filter.toMillis, cursor === null ? undefined : cursor.timeMillis + 1),
  });
  const parts = [
    ...recent.map((part) => ({ newest: part.maxTimeMillis, files: [], recent: [part] })),
    ...files.map((part) => ({ newest: part.maxTimeMillis, files: [part], recent: [] })),
  ].sort((a, b) => b.newest - a.newest);
  const after = cursor === null ? 'true' : `(__time, __position) < (${timeSql(cursor.timeMillis)}, ${cursor.position})`;
  const { entity } = filter;
  const names = new Set(entity?.features.map((feature) => question.columnNames.get(feature)));
  const concerned = question.columns.filter((column) => names.has(column.name));
  const concerns = entity === undefined ? 'true' : anyIsIdSql(concerned, entity.id);
  const { shadowRule } = filter;
  const inShadow =
    shadowRule === undefined
      ? 'true'
      : ['__shadow_hits', '__candidate_hits']
          .map((column) => `coalesce(list_contains(${column}, ${quoteText(shadowRule)}), false)`)
          .join(' OR ');
  const fixed = question.columns.filter(
    ({ name }) => isFixedColumn(name) || (shadowRule !== undefined && isShadowColumn(name)),
  );
  let keys: Cursor[] = [];
  for (let at = 0, count = 2; at < parts.length; at += count, count *= 2) {
    const enough = keys.length >= wanted ? keys[wanted - 1] : undefined;
    if (enough !== undefined && parts[at]!.newest < enough.timeMillis) break;
    const group = parts.slice(at, at + count);
    const from = question.fromParts(
      { files: group.flatMap((part) => part.files), recent: group.flatMap((part) => part.recent) },
      { columns: [...fixed, ...concerned], where: filter.where },
    );
    const found = await question.run(
      `SELECT (epoch_us(__time) / 1000.0)::DOUBLE, __position FROM ${from}
       WHERE ${filterSql(filter)} AND (${inShadow}) AND ${concerns} AND ${after} ORDER BY __time DESC, __position DESC LIMIT ${wanted}`,
    );
    for (const [time, position] of found.rows) keys.push({ timeMillis: Number(time), position: Number(position) });
    keys = keys.sort((a, b) => b.timeMillis - a.timeMillis || b.position - a.position).slice(0, wanted);
  }
  return keys;
}

async function readPage(
  question: Question,
  keys: readonly Cursor[],
  features: readonly string[] | undefined,
): Promise<StoredEvent[]> {
  if (keys.length === 0) return [];
  const times = keys.map((key) => key.timeMillis);
  const columns = eventColumns(question, features);
  const within = prune(question.snapshot, { fromMillis: Math.min(...times), toMillis: Math.max(...times) + 1 });
  const holds = (part: { minPosition: number; maxPosition: number }): boolean =>
    keys.some(({ position }) => part.minPosition <= position && position <= part.maxPosition);
  const parts = { files: within.files.filter(holds), recent: within.recent.filter(holds) };
  const positions = keys.map((key) => key.position).join(', ');
  const result = await question.run(
    `SELECT ${eventSelectList(columns)} FROM ${question.fromParts(parts, { columns })}
     WHERE __position IN (${positions}) ORDER BY ${quoteName('__time')} DESC, __position DESC`,
  );
  return readEvents(result.rows, columns, question.columnNames);
}

const minimum = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);

const encodeCursor = ({ timeMillis, position }: Cursor): string =>
  Buffer.from(`${timeMillis},${position}`).toString('base64url');

function decodeCursor(text: string): Cursor {
  const [time, position, ...rest] = Buffer.from(text, 'base64url').toString().split(',').map(Number);
  if (time !== undefined && Number.isFinite(time) && Number.isSafeInteger(position) && rest.length === 0) {
    return { timeMillis: time, position: position! };
  }
  throw new WarehouseError('invalid', 'the cursor is not one that this warehouse gave');
}
