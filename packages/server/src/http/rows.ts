/** What rows a request asks for: a SELECT, the events of a query, or numbers over them. */
import { type Measure, parseGroup, parseMeasure, type RowSource } from '@lapwing/warehouse';
import { Type } from '@sinclair/typebox';
import type { System } from '../system/system.ts';
import { type AskedFilter, type FilterParameters, FilterQuery, filterOf } from './filter.ts';
import { badRequest } from './problem.ts';

export interface RowsParameters extends FilterParameters {
  readonly sql?: string;
  readonly columns?: readonly string[] | 'all';
  readonly by?: readonly string[];
  readonly measures?: readonly string[];
  readonly every?: number | 'auto';
  readonly compare?: boolean;
}

const Name = Type.String({ minLength: 1, maxLength: 256 });

export const RowsBody = {
  ...FilterQuery,
  sql: Type.Optional(Type.String({ maxLength: 100_000, description: 'one SELECT over the table events' })),
  columns: Type.Optional(
    Type.Union([Type.Literal('all'), Type.Array(Name, { maxItems: 500 })], {
      description: 'features to give with events; those that q names, when absent',
    }),
  ),
  by: Type.Optional(
    Type.Array(Name, { maxItems: 6, description: 'numbers by rule, action, verdict or the values of features' }),
  ),
  measures: Type.Optional(
    Type.Array(Name, { maxItems: 20, description: 'count, distinct:F, sum:F, mean:F, min:F, max:F, p95:F' }),
  ),
  every: Type.Optional(
    Type.Union([Type.Integer({ minimum: 1 }), Type.Literal('auto')], { description: 'seconds of event time per row' }),
  ),
  compare: Type.Optional(Type.Boolean({ description: 'numbers for the span before, too, and the change since' })),
};

/** Throws a ProblemError where the parameters do not go together. */
export function rowSource(
  system: System,
  parameters: RowsParameters,
): { readonly source: RowSource; readonly filter: AskedFilter } {
  const { q, sql, columns, by, measures, every, compare } = parameters;
  const numbers = by !== undefined || measures !== undefined || every !== undefined || compare !== undefined;
  if (sql !== undefined) {
    const others = Object.entries({ ...parameters, sql: undefined }).flatMap(([name, value]) =>
      value === undefined || !(name in RowsBody) ? [] : [name],
    );
    if (others.length > 0) throw badRequest(`give either q (SML) or sql; ${others.join(', ')} cannot go with sql`);
    return { source: { kind: 'sql', text: sql }, filter: { warnings: '' } };
  }
  if (q === undefined && !numbers && columns === undefined) throw badRequest('give either q (SML) or sql');
  const filter = filterOf(system, parameters);
  if (!numbers) return { source: { kind: 'events', filter, ...(columns === undefined ? {} : { columns }) }, filter };
  if (columns !== undefined)
    throw badRequest('columns are those of events: numbers have the columns of by and measures');
  const query = {
    ...filter,
    by: by?.map(parseGroup),
    measures: measures?.map(measureOf),
    everySeconds: every,
    compare,
  };
  return { source: { kind: 'aggregate', query }, filter };
}

function measureOf(text: string): Measure {
  const measure = parseMeasure(text);
  if (measure !== null) return measure;
  throw badRequest(
    `measures: ${JSON.stringify(text)} is none; there are count, distinct:F, sum:F, mean:F, min:F, max:F and percentiles such as p95:F`,
  );
}
