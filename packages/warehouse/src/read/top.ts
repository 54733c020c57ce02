/** The most frequent values of a feature, and how they were doing before. */
import { WarehouseError } from '../errors.ts';
import { MAX_RESULT_ROWS } from '../limits.ts';
import { anyIsIdSql, equalsIdSql, type Filter, plainSql } from './filter.ts';
import { type Group, groupSql } from './group.ts';
import type { QueryOptions, Question, Session } from './session.ts';
import { settleFilter } from './settle.ts';
import type { TimeRange } from './view.ts';

export interface TopQuery extends Filter, QueryOptions {
  readonly by: Exclude<Group, 'none'>;
  readonly limit?: number | undefined;
  /** Count the same values in this range too, for comparison. */
  readonly previous?: { readonly fromMillis: number; readonly toMillis: number } | undefined;
}

export interface TopItem {
  /** Null for events without a value. */
  readonly value: string | null;
  readonly count: number;
  /** Absent unless `previous` was asked for. */
  readonly previousCount?: number;
}

export interface Top {
  readonly items: readonly TopItem[];
  /** Distinct values in all. */
  readonly distinct: number;
}

export async function topN(session: Session, query: TopQuery): Promise<Top> {
  const limit = query.limit ?? 20;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_RESULT_ROWS) {
    throw new WarehouseError('invalid', `limit must be an integer from 1 to ${MAX_RESULT_ROWS}`);
  }
  return session.ask(query, async (question) => {
    const now = await countsSql(question, query, query);
    const { previous } = query;
    const before = previous === undefined ? null : await countsSql(question, query, previous);
    const { rows } = await question.run(
      `WITH now AS (${now})${before === null ? '' : `, before AS (${before})`}
       SELECT now.name, now.n, (SELECT count(*) FROM now)${before === null ? '' : ', coalesce(before.n, 0)'}
       FROM now${before === null ? '' : ' LEFT JOIN before ON now.name IS NOT DISTINCT FROM before.name'}
       ORDER BY now.n DESC, now.name LIMIT ${limit}`,
    );
    return {
      items: rows.map(([value, count, , earlier]) => ({
        value: value === null || value === undefined ? null : String(value),
        count: Number(count),
        ...(before === null ? {} : { previousCount: Number(earlier) }),
      })),
      distinct: Number(rows[0]?.[2] ?? 0),
    };
  });
}

async function countsSql(question: Question, query: TopQuery, { fromMillis, toMillis }: TimeRange): Promise<string> {
  const group = groupSql(query.by, question.columns, question.columnNames);
  const filter = await settleFilter(question, { ...query, fromMillis, toMillis });
  const table = question.from({ range: filter, columns: group.columns, where: filter.where });
  return `SELECT ${group.value} AS name, count(*) AS n FROM ${table}${group.join} WHERE ${filter.sql} GROUP BY 1`;
}

export interface EntitySummary {
  /** Events in which any of the features was this id. */
  readonly events: number;
  readonly firstSeenMillis: number | null;
  readonly lastSeenMillis: number | null;
  /** How often each feature was it; features that never were are left out. */
  readonly features: readonly { readonly name: string; readonly count: number }[];
}

/** Where an entity occurs: `features` are those of its type; ids are compared as text, so `'12'` finds the integer 12. */
export function entitySummary(
  session: Session,
  features: readonly string[],
  id: string,
  options: QueryOptions & TimeRange = {},
): Promise<EntitySummary> {
  return session.ask(options, async (question) => {
    const known = features.flatMap((feature) => {
      const name = question.columnNames.get(feature);
      const column = question.columns.find((candidate) => candidate.name === name);
      return column === undefined ? [] : [{ feature, column, test: equalsIdSql(column, id) }];
    });
    if (known.length === 0) return { events: 0, firstSeenMillis: null, lastSeenMillis: null, features: [] };
    const time = question.columns.filter((column) => column.name === '__time');
    const columns = [...time, ...new Map(known.map(({ column }) => [column.name, column])).values()];
    const counts = known.map(({ test }) => `count(*) FILTER (WHERE ${test})`);
    const any = anyIsIdSql(
      known.map(({ column }) => column),
      id,
    );
    const { rows } = await question.run(
      `SELECT count(*), epoch_us(min(__time)) / 1000, epoch_us(max(__time)) / 1000, ${counts.join(', ')}
       FROM ${question.from({ range: options, columns })}
       WHERE ${any} AND ${plainSql({ fromMillis: options.fromMillis, toMillis: options.toMillis })}`,
    );
    const [events, first, last, ...found] = rows[0] ?? [];
    return {
      events: Number(events ?? 0),
      firstSeenMillis: typeof first === 'number' ? first : null,
      lastSeenMillis: typeof last === 'number' ? last : null,
      features: known
        .map(({ feature }, i) => ({ name: feature, count: Number(found[i] ?? 0) }))
        .filter(({ count }) => count > 0),
    };
  });
}
