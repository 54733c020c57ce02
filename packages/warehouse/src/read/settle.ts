/** Filters for questions that go over all the events they select. */
import { isFixedColumn } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import type { Predicate } from '../translate/predicate.ts';
import { Evaluation } from './evaluate.ts';
import { type Filter, plainSql } from './filter.ts';
import { insertPositions } from './newest.ts';
import type { QueryOptions, Question } from './session.ts';
import { prune, type TimeRange } from './view.ts';

/** A filter that SQL answers exactly: what it could not, was evaluated. */
export interface SettledFilter extends TimeRange {
  /** The predicate, if SQL says it exactly. */
  readonly where: Predicate | undefined;
  readonly sql: string;
}

/**
 * The filter for one question: where SQL cannot answer exactly, rows are evaluated now, and the positions of those that match are
 * kept in a temporary table, which the condition then names.
 */
export async function settleFilter(question: Question, filter: Filter & QueryOptions): Promise<SettledFilter> {
  const { where, fromMillis, toMillis } = filter;
  const sql = plainSql(filter);
  if (where === undefined) return { where, sql, fromMillis, toMillis };
  const parts = prune(question.snapshot, filter);
  const evaluation = new Evaluation(filter);
  if (!(await evaluation.needed(question, where, parts, sql))) {
    return { where, sql: `${sql} AND (${where.certain})`, fromMillis, toMillis };
  }
  const table = await selectPositions(question, where, parts, sql, evaluation);
  return { where: undefined, sql: `${sql} AND __position IN (SELECT position FROM ${table})`, fromMillis, toMillis };
}

async function selectPositions(
  question: Question,
  where: Predicate,
  parts: ReturnType<typeof prune>,
  condition: string,
  evaluation: Evaluation,
): Promise<string> {
  const table = quoteName(question.temporaryName());
  await question.connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (position BIGINT)`);
  const certain = evaluation.certain(question, where);
  if (certain !== 'false') {
    const columns = question.columns.filter((column) => isFixedColumn(column.name));
    const rows = question.fromParts(parts, { columns, where });
    await question.connection.run(
      `INSERT INTO ${table} SELECT __position FROM ${rows} WHERE ${condition} AND ${certain}`,
    );
  }
  for await (const keys of evaluation.matches(question, where, { parts, condition }, true)) {
    await insertPositions(question, table, keys);
  }
  return table;
}
