/** Events that rules hit, live or in shadow: what a comparison of the two is made of. */
import { FIXED_COLUMNS, isFixedColumn, isShadowColumn } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import { eventSelectList, readEvents, type StoredEvent } from './event-rows.ts';
import type { QueryOptions, Session } from './session.ts';

export interface ShadowRowsQuery extends QueryOptions {
  /** Only events at or after this journal position. */
  readonly fromPosition: number;
  /** Features to read. */
  readonly features: readonly string[];
  /** Rows to return, the newest. */
  readonly limit: number;
}

export interface StagedRows {
  /** With the features that were asked for, and without observations. */
  readonly rows: readonly StoredEvent[];
  /** Of all events in question. */
  readonly events: number;
  readonly withHits: number;
}

/** Observations are the bulk of a row, and nobody asks for them here. */
const OBSERVATIONS = FIXED_COLUMNS.find(({ name }) => name === '__observations')!;

/** Events with at least one hit, live, in shadow or of a candidate, newest first; and how many events there were in all. */
export function stagedRows(
  session: Session,
  { fromPosition, features, limit, ...options }: ShadowRowsQuery,
): Promise<StagedRows> {
  return session.ask(options, async (question) => {
    const wanted = new Set(features.map((name) => question.columnNames.get(name)));
    const columns = question.columns.filter(
      ({ name }) => name !== OBSERVATIONS.name && (isFixedColumn(name) || isShadowColumn(name) || wanted.has(name)),
    );
    const { snapshot } = question;
    const held = {
      files: snapshot.files.filter((part) => part.maxPosition >= fromPosition),
      recent: snapshot.recent.filter((part) => part.maxPosition >= fromPosition),
    };
    const from = question.fromParts(held, { columns });
    const anyHit = ['__hits', '__shadow_hits', '__candidate_hits']
      .map((column) => `coalesce(len(${column}), 0) > 0`)
      .join(' OR ');
    const counts = await question.run(
      `SELECT count(*), count(*) FILTER (WHERE ${anyHit}) FROM ${from} WHERE __position >= ${fromPosition}`,
    );
    const list = `${eventSelectList(columns)}, '' AS ${quoteName(OBSERVATIONS.name)}`;
    const result = await question.run(
      `SELECT ${list} FROM ${from} WHERE __position >= ${fromPosition} AND (${anyHit}) ORDER BY __position DESC LIMIT ${limit}`,
    );
    const [events, withHits] = counts.rows[0] ?? [];
    return {
      rows: readEvents(result.rows, [...columns, OBSERVATIONS], question.columnNames),
      events: Number(events ?? 0),
      withHits: Number(withHits ?? 0),
    };
  });
}
