/** Rows of `events` as objects for the rest of the program. */
import type { Column } from '../columns/schema.ts';
import { EXACT_COLUMN, isFixedColumn, isShadowColumn } from '../columns/schema.ts';
import { quoteName } from '../duckdb/quote.ts';
import type { ShadowRow } from '../rows.ts';
import type { Cell } from './results.ts';
import type { Question } from './session.ts';

/** One decided event, as stored. */
export interface StoredEvent {
  readonly position: number;
  readonly eventId: string;
  readonly action: string;
  readonly timeMillis: number;
  readonly ingestedAtMillis: number;
  readonly rulesetHash: string;
  readonly verdicts: readonly string[];
  readonly labelMutations: readonly string[];
  readonly hits: readonly string[];
  /** JSON text, as it was appended. */
  readonly observations: string;
  readonly errorCount: number;
  /** What rules did in shadow; null where nothing was recorded. */
  readonly shadow: ShadowRow | null;
  /** Features that have a value, by their SML name. */
  readonly features: Readonly<Record<string, Cell>>;
}

/** Columns to read for events with these features (all, when absent). */
export function eventColumns(question: Question, features: readonly string[] | undefined): readonly Column[] {
  if (features === undefined) return question.columns.filter((column) => column.name !== EXACT_COLUMN.name);
  const wanted = new Set(features.map((name) => question.columnNames.get(name)));
  return question.columns.filter(({ name }) => isFixedColumn(name) || isShadowColumn(name) || wanted.has(name));
}

/** The select list that `readEvents` expects: times as milliseconds. */
export function eventSelectList(columns: readonly Column[]): string {
  return columns
    .map(({ name, type }) => (type.kind === 'timestamp' ? millisSql(quoteName(name)) : quoteName(name)))
    .join(', ');
}

/** Milliseconds since the epoch of a TIMESTAMP, as a DOUBLE: event times may carry fractions. */
const millisSql = (sql: string): string => `(epoch_us(${sql}) / 1000.0)::DOUBLE`;

/** Turn rows selected with `eventSelectList(columns)` into events. */
export function readEvents(
  rows: readonly (readonly Cell[])[],
  columns: readonly Column[],
  columnNames: ReadonlyMap<string, string>,
): StoredEvent[] {
  const featureOf = new Map([...columnNames].map(([feature, column]) => [column, feature]));
  const places = columns.map(({ name }) =>
    isFixedColumn(name) ? 'fixed' : isShadowColumn(name) ? 'shadow' : 'feature',
  );
  return rows.map((row) => {
    const features: Record<string, Cell> = Object.create(null);
    const fixed = new Map<string, Cell>();
    const beside = new Map<string, Cell>();
    for (let i = 0; i < columns.length; i++) {
      const { name } = columns[i]!;
      const cell = row[i] ?? null;
      if (places[i] === 'fixed') fixed.set(name, cell);
      else if (places[i] === 'shadow') beside.set(name, cell);
      else if (cell !== null) features[featureOf.get(name) ?? name] = cell;
    }
    return {
      position: numberIn(fixed, '__position'),
      eventId: textIn(fixed, '__event_id'),
      action: textIn(fixed, '__action'),
      timeMillis: numberIn(fixed, '__time'),
      ingestedAtMillis: numberIn(fixed, '__ingested'),
      rulesetHash: textIn(fixed, '__ruleset'),
      verdicts: textsIn(fixed, '__verdicts'),
      labelMutations: textsIn(fixed, '__labels'),
      hits: textsIn(fixed, '__hits'),
      observations: textIn(fixed, '__observations'),
      errorCount: numberIn(fixed, '__error_count'),
      shadow: shadowOf(beside),
      features,
    };
  });
}

function shadowOf(cells: ReadonlyMap<string, Cell>): ShadowRow | null {
  const hash = cells.get('__candidate') ?? null;
  if (hash === null && (cells.get('__shadow_hits') ?? null) === null) return null;
  const texts = (name: string): string[] => ((cells.get(name) ?? null) === null ? [] : textsIn(cells, name));
  const candidate =
    hash === null
      ? null
      : {
          hash: textIn(cells, '__candidate'),
          hits: texts('__candidate_hits'),
          acted: texts('__candidate_acted'),
          verdicts: texts('__candidate_verdicts'),
          labels: texts('__candidate_labels'),
        };
  const [hits, verdicts, labels] = [texts('__shadow_hits'), texts('__shadow_verdicts'), texts('__shadow_labels')];
  return { hits, verdicts, labels, candidate };
}

function numberIn(cells: ReadonlyMap<string, Cell>, name: string): number {
  const cell = cells.get(name);
  if (typeof cell !== 'number') throw new TypeError(`${name} holds no number`);
  return cell;
}

function textIn(cells: ReadonlyMap<string, Cell>, name: string): string {
  const cell = cells.get(name);
  if (typeof cell !== 'string') throw new TypeError(`${name} holds no text`);
  return cell;
}

function textsIn(cells: ReadonlyMap<string, Cell>, name: string): string[] {
  const cell = cells.get(name);
  if (!Array.isArray(cell)) throw new TypeError(`${name} holds no list`);
  return cell.map((item: Cell) => String(item));
}
