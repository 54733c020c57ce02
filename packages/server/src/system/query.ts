/** Questions in the rule language, put to a warehouse. */
import { checkQuery, type Registry, type Ruleset, renderDiagnostics } from '@lapwing/sml';
import {
  type Cell,
  type Predicate,
  type QueryOptions,
  type ResultTable,
  type StoredEvent,
  translateExpression,
  type Warehouse,
  type WarehouseReader,
} from '@lapwing/warehouse';

export type TranslatedQuery =
  | { readonly ok: true; readonly predicate: Predicate }
  | { readonly ok: false; readonly diagnostics: string };

/** Check an expression against the features of a ruleset and translate it. `diagnostics` is rendered text. */
export function translateQuery(text: string, ruleset: Ruleset, registry: Registry): TranslatedQuery {
  const { query, diagnostics } = checkQuery(text, ruleset.program, registry);
  if (query === null) return { ok: false, diagnostics: renderDiagnostics(diagnostics) };
  return { ok: true, predicate: translateExpression(query.expression, ruleset.features) };
}

const PAGE = 500;

/** Events for which a predicate holds, newest first, as a table: time, action, id, then features (those it names when absent). */
export async function selectEvents(
  reader: Warehouse | WarehouseReader,
  predicate: Predicate,
  options: QueryOptions & { readonly limit: number; readonly columns?: readonly string[] },
): Promise<ResultTable> {
  const { limit, columns = predicate.features.map(({ name }) => name), signal } = options;
  const items: StoredEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await reader.events({
      where: predicate,
      features: columns,
      limit: Math.min(PAGE, limit - items.length),
      ...(cursor === undefined ? {} : { cursor }),
      ...(signal === undefined ? {} : { signal }),
    });
    items.push(...page.items);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return {
    columns: [
      { name: 'time', type: 'TIMESTAMP' },
      { name: 'action', type: 'VARCHAR' },
      { name: 'event_id', type: 'VARCHAR' },
      ...columns.map((name) => ({ name, type: 'FEATURE' })),
    ],
    rows: items.map((event): Cell[] => [
      new Date(event.timeMillis).toISOString(),
      event.action,
      event.eventId,
      ...columns.map((name) => event.features[name] ?? null),
    ]),
    truncated: cursor !== undefined,
  };
}

export interface Totals {
  readonly events: number;
  readonly withHits: number;
  readonly firstMillis: number | null;
  readonly lastMillis: number | null;
}

/** What the warehouse holds in a span of event time. */
export async function totals(
  reader: Warehouse,
  range: { readonly fromMillis?: number | undefined; readonly toMillis?: number | undefined },
): Promise<Totals> {
  const { rows } = await reader.sql(
    `SELECT count(*), count(*) FILTER (WHERE len(__hits) > 0), epoch_ms(min(__time)), epoch_ms(max(__time))
     FROM events WHERE ${within(range)}`,
  );
  const [events, withHits, first, last] = rows[0] ?? [];
  return {
    events: Number(events ?? 0),
    withHits: Number(withHits ?? 0),
    firstMillis: typeof first === 'number' ? first : null,
    lastMillis: typeof last === 'number' ? last : null,
  };
}

/** Hits of every rule that ever hit, with the event time of the last. */
export async function ruleHits(
  reader: Warehouse,
): Promise<ReadonlyMap<string, { readonly hits: number; readonly lastMillis: number }>> {
  const { rows } = await reader.sql(
    'SELECT hit, count(*), epoch_ms(max(__time)) FROM (SELECT unnest(__hits) AS hit, __time FROM events) GROUP BY hit',
    { limit: 100_000 },
  );
  return new Map(rows.map(([name, hits, last]) => [String(name), { hits: Number(hits), lastMillis: Number(last) }]));
}

function within({ fromMillis, toMillis }: { fromMillis?: number | undefined; toMillis?: number | undefined }): string {
  const conditions = ['true'];
  if (fromMillis !== undefined) conditions.push(`__time >= make_timestamp(${Math.round(fromMillis * 1000)})`);
  if (toMillis !== undefined) conditions.push(`__time < make_timestamp(${Math.round(toMillis * 1000)})`);
  return conditions.join(' AND ');
}
