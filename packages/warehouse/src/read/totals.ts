/** Counts over all events of a filter. */
import { isFixedColumn } from '../columns/schema.ts';
import type { Filter } from './filter.ts';
import type { QueryOptions, Question, Session } from './session.ts';
import { settleFilter } from './settle.ts';

export interface Totals {
  readonly events: number;
  /** Events that at least one rule hit. */
  readonly withHits: number;
  /** Event times; null where there are no events. */
  readonly firstMillis: number | null;
  readonly lastMillis: number | null;
}

export interface RuleHits {
  readonly name: string;
  readonly hits: number;
  /** Event time of the newest hit. */
  readonly lastMillis: number;
}

const fixedOf = (question: Question) => question.columns.filter((column) => isFixedColumn(column.name));

export function totals(session: Session, filter: Filter & QueryOptions = {}): Promise<Totals> {
  return session.ask(filter, async (question) => {
    const settled = await settleFilter(question, filter);
    const table = question.from({ range: filter, columns: fixedOf(question), where: settled.where });
    const { rows } = await question.run(
      `SELECT count(*), count(*) FILTER (WHERE len(__hits) > 0), epoch_us(min(__time)) / 1000, epoch_us(max(__time)) / 1000
       FROM ${table} WHERE ${settled.sql}`,
    );
    const [events, withHits, first, last] = rows[0] ?? [];
    return {
      events: Number(events ?? 0),
      withHits: Number(withHits ?? 0),
      firstMillis: typeof first === 'number' ? first : null,
      lastMillis: typeof last === 'number' ? last : null,
    };
  });
}

/** Every rule that was ever true in these events, the most frequent first. */
export function ruleHits(session: Session, filter: Filter & QueryOptions = {}): Promise<RuleHits[]> {
  return session.ask(filter, async (question) => {
    const settled = await settleFilter(question, filter);
    const table = question.from({ range: filter, columns: fixedOf(question), where: settled.where });
    const { rows } = await question.run(
      `SELECT __rule, count(*) AS n, epoch_us(max(__time)) / 1000 FROM ${table}, unnest(__hits) AS __each(__rule)
       WHERE ${settled.sql} GROUP BY 1 ORDER BY n DESC, 1`,
    );
    return rows.map(([name, hits, last]) => ({ name: String(name), hits: Number(hits), lastMillis: Number(last) }));
  });
}
