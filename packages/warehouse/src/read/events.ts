/** Finding events: one by id or position, or a page of them, newest first. */
import { type Column, isShadowColumn } from '../columns/schema.ts';
import { quoteName, quoteText } from '../duckdb/quote.ts';
import { WarehouseError } from '../errors.ts';
import { MAX_EVENTS_PAGE } from '../limits.ts';
import type { Key } from './evaluate.ts';
import { eventColumns, eventSelectList, readEvents, type StoredEvent } from './event-rows.ts';
import { anyIsIdSql, type Filter } from './filter.ts';
import { type NewestOptions, newestKeys, positionsSql } from './newest.ts';
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
  const columns = eventColumns(question, undefined);
  const from = question.from({ position });
  const result = await question.run(`SELECT ${eventSelectList(columns)} FROM ${from} WHERE ${where}`, 1);
  return readEvents(result.rows, columns, question.columnNames)[0] ?? null;
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
    const condition = furtherCondition(question, query);
    const keys = await newestKeys(question, query, limit + 1, {
      after: cursor,
      ...(condition === undefined ? {} : { condition }),
    });
    const page = keys.slice(0, limit);
    const last = page.at(-1);
    return {
      items: await readPage(question, page, query.features),
      next: keys.length > limit && last !== undefined ? encodeCursor(last) : null,
    };
  });
}

/** What is asked beside the filter. */
function furtherCondition(question: Question, { entity, shadowRule }: EventsQuery): NewestOptions['condition'] {
  const columns: Column[] = [];
  const conditions: string[] = [];
  if (entity !== undefined) {
    const names = new Set(entity.features.map((feature) => question.columnNames.get(feature)));
    const concerned = question.columns.filter((column) => names.has(column.name));
    columns.push(...concerned);
    conditions.push(anyIsIdSql(concerned, entity.id));
  }
  if (shadowRule !== undefined) {
    columns.push(...question.columns.filter(({ name }) => isShadowColumn(name)));
    const hit = ['__shadow_hits', '__candidate_hits'].map(
      (column) => `coalesce(list_contains(${column}, ${quoteText(shadowRule)}), false)`,
    );
    conditions.push(`(${hit.join(' OR ')})`);
  }
  return conditions.length === 0 ? undefined : { columns, sql: conditions.join(' AND ') };
}

async function readPage(
  question: Question,
  keys: readonly Key[],
  features: readonly string[] | undefined,
): Promise<StoredEvent[]> {
  if (keys.length === 0) return [];
  const times = keys.map((key) => key.timeMillis);
  const columns = eventColumns(question, features);
  const within = prune(question.snapshot, { fromMillis: Math.min(...times), toMillis: Math.max(...times) + 1 });
  const holds = (part: { minPosition: number; maxPosition: number }): boolean =>
    keys.some(({ position }) => part.minPosition <= position && position <= part.maxPosition);
  const parts = { files: within.files.filter(holds), recent: within.recent.filter(holds) };
  const result = await question.run(
    `SELECT ${eventSelectList(columns)} FROM ${question.fromParts(parts, { columns })}
     WHERE __position IN ${await positionsSql(question, keys)} ORDER BY ${quoteName('__time')} DESC, __position DESC`,
  );
  return readEvents(result.rows, columns, question.columnNames);
}

const encodeCursor = ({ timeMillis, position }: Key): string =>
  Buffer.from(`${timeMillis},${position}`).toString('base64url');

function decodeCursor(text: string): Key {
  const [time, position, ...rest] = Buffer.from(text, 'base64url').toString().split(',').map(Number);
  if (time !== undefined && Number.isFinite(time) && Number.isSafeInteger(position) && rest.length === 0) {
    return { timeMillis: time, position: position! };
  }
  throw new WarehouseError('invalid', 'the cursor is not one that this warehouse gave');
}
