/** The SQL of `events`: files and recent rows of different schemas as one table. */
import { type ColumnType, sameColumnType, sqlType, widen, widenSql } from '../columns/column-type.ts';
import { inexactSql } from '../columns/exact.ts';
import { type Column, EXACT_COLUMN, FIXED_COLUMNS, type Schema, SHADOW_COLUMNS } from '../columns/schema.ts';
import { quoteName, quotePath } from '../duckdb/quote.ts';
import type { FileEntry } from '../manifest/manifest.ts';
import { exactAlias, featureAlias, type PredicateFeature } from '../translate/predicate.ts';
import { filePath } from '../write/parquet.ts';
import type { RecentTable, Snapshot } from './snapshot.ts';

/** Event time: from (inclusive) and to (exclusive), in milliseconds since the epoch. */
export interface TimeRange {
  readonly fromMillis?: number | undefined;
  readonly toMillis?: number | undefined;
}

/** The part of a snapshot that can hold rows of a time range or a position. */
export function prune(snapshot: Snapshot, range: TimeRange, position?: number): Pick<Snapshot, 'files' | 'recent'> {
  const wanted = (part: FileEntry | RecentTable): boolean =>
    (range.fromMillis === undefined || part.maxTimeMillis >= range.fromMillis) &&
    (range.toMillis === undefined || part.minTimeMillis < range.toMillis) &&
    (position === undefined || (part.minPosition <= position && position <= part.maxPosition));
  return { files: snapshot.files.filter(wanted), recent: snapshot.recent.filter(wanted) };
}

/** Columns of `events`: every column of every part, widened (see `widen`); the fixed ones first. */
export function unifiedColumns(parts: Pick<Snapshot, 'files' | 'recent'>): readonly Column[] {
  const types = new Map<string, ColumnType>(FIXED_COLUMNS.map((column) => [column.name, column.type]));
  const seen = new Set<string>();
  for (const { schema } of [...parts.files, ...parts.recent]) {
    if (seen.has(schema.key)) continue;
    seen.add(schema.key);
    for (const { name, type } of schema.columns) {
      const known = types.get(name);
      types.set(name, known === undefined ? type : widen(known, type));
    }
  }
  return [...types].map(([name, type]) => ({ name, type }));
}

/** As `unifiedColumns`, with the columns of shadow also where nothing was recorded: a question may ask for them at any time. */
export function columnsOfEvents(parts: Pick<Snapshot, 'files' | 'recent'>): readonly Column[] {
  const columns = unifiedColumns(parts);
  const known = new Set(columns.map((column) => column.name));
  return [...columns, ...SHADOW_COLUMNS.filter((column) => !known.has(column.name))];
}

/** A SELECT of these columns over all the parts; columns that a part lacks are NULL. */
export function selectSql(
  parts: Pick<Snapshot, 'files' | 'recent'>,
  columns: readonly Column[],
  filesDirectory: string,
): string {
  const selects: string[] = [];
  const groups = new Map<string, { schema: Schema; paths: string[] }>();
  for (const file of parts.files) {
    const group = groups.get(file.schema.key) ?? { schema: file.schema, paths: [] };
    group.paths.push(quotePath(filePath(filesDirectory, file.id)));
    groups.set(file.schema.key, group);
  }
  for (const { schema, paths } of groups.values()) {
    selects.push(`SELECT ${projection(schema, columns)} FROM read_parquet([${paths.join(', ')}])`);
  }
  for (const { schema, table } of parts.recent) {
    selects.push(`SELECT ${projection(schema, columns)} FROM ${quoteName(table)}`);
  }
  if (selects.length > 0) return selects.join('\nUNION ALL ');
  return `SELECT ${projection({ columns: [], key: '' }, columns)} WHERE false`;
}

function projection(schema: Schema, columns: readonly Column[]): string {
  const types = new Map(schema.columns.map((column) => [column.name, column.type]));
  return columns
    .map(({ name, type }) => {
      const stored = types.get(name);
      const sql = stored === undefined ? `CAST(NULL AS ${sqlType(type)})` : widenSql(quoteName(name), stored, type);
      return `${sql} AS ${quoteName(name)}`;
    })
    .join(', ');
}

/** The columns of a row that predicates look at beside features. */
const EXACT = quoteName(EXACT_COLUMN.name);

/** The column that says whether SQL may be asked of a row at all: see `inexactFeaturesSql`. */
export const INEXACT = '"?inexact"';

/**
 * `rowsSql` (of these columns) with a predicate's features beside it under their aliases. A value of an older type is converted
 * to the type that the predicate counts on; what cannot be converted, and a feature that was never stored, is NULL. `exactly` gives
 * them once more under `exactAlias`, integers that BIGINT cannot hold included, as HUGEINT or as their digits.
 */
export function withFeatures(
  rowsSql: string,
  columns: readonly Column[],
  features: readonly PredicateFeature[],
  columnNames: ReadonlyMap<string, string>,
  exactly = false,
): string {
  if (features.length === 0) return rowsSql;
  const aliases = features.flatMap(({ name, type }, i) => {
    const columnName = columnNames.get(name);
    const column = columns.find((candidate) => candidate.name === columnName);
    const empty = `CAST(NULL AS ${sqlType(type)})`;
    const compared = `${column === undefined ? empty : narrowSql(column, type)} AS ${featureAlias(i)}`;
    return exactly
      ? [compared, `${column === undefined ? empty : exactSql(column, type)} AS ${exactAlias(i)}`]
      : [compared];
  });
  const inexact = inexactFeaturesSql(columns, features, columnNames);
  return `SELECT *, ${aliases.join(', ')}${inexact === null ? '' : `, coalesce(${inexact}, false) AS ${INEXACT}`} FROM (${rowsSql})`;
}

/**
 * Rows in which a feature is not what SQL takes it for: an integer that BIGINT cannot hold, a number that no double holds, a text so
 * long that functions refuse it. Null where there can be none among these columns.
 */
export function inexactFeaturesSql(
  columns: readonly Column[],
  features: readonly PredicateFeature[],
  columnNames: ReadonlyMap<string, string>,
): string | null {
  const noted = columns.some((column) => column.name === EXACT_COLUMN.name);
  const tests = features.flatMap(({ name, type, feature }) => {
    const columnName = columnNames.get(name);
    const column = columns.find((candidate) => candidate.name === columnName);
    if (column === undefined) return [];
    const found: string[] = [];
    const note = noted ? inexactSql(EXACT, name, feature.type) : null;
    if (note !== null) found.push(`(${EXACT} IS NOT NULL AND (${note}))`);
    if (holdsWideIntegers(column.type) && holdsBigint(type)) {
      const [sql, narrow] = [quoteName(column.name), narrowSql(column, type)];
      // Casting a list leaves out what it cannot cast.
      const lost = column.type.kind === 'list' ? `list_count(${narrow}) < list_count(${sql})` : 'false';
      found.push(`(${sql} IS NOT NULL AND (${narrow} IS NULL OR ${lost}))`);
    }
    return found;
  });
  return tests.length === 0 ? null : tests.join(' OR ');
}

const holdsBigint = (type: ColumnType): boolean =>
  type.kind === 'list' ? holdsBigint(type.item) : type.kind === 'bigint';

const holdsWideIntegers = (type: ColumnType): boolean =>
  type.kind === 'list' ? holdsWideIntegers(type.item) : type.kind === 'decimal' || type.kind === 'varchar';

function narrowSql(column: Column, to: ColumnType): string {
  const sql = quoteName(column.name);
  const from = column.type;
  if (sameColumnType(from, to)) return sql;
  if (to.kind === 'json') return widenSql(sql, from, to);
  if (from.kind === 'json') {
    return to.kind === 'list'
      ? `TRY_CAST(TRY_CAST(${sql} AS JSON) AS ${sqlType(to)})`
      : `TRY_CAST(TRY(json_extract_string(${sql}, '$')) AS ${sqlType(to)})`;
  }
  // A fraction is no int, and a cast would round it.
  if (to.kind === 'bigint' && from.kind === 'double') {
    return `CASE WHEN trunc(${sql}) = ${sql} THEN TRY_CAST(${sql} AS BIGINT) END`;
  }
  return `TRY_CAST(${sql} AS ${sqlType(to)})`;
}

/** As `narrowSql`, integers of any length included. */
function exactSql(column: Column, to: ColumnType): string {
  if (!holdsWideIntegers(column.type) || !holdsBigint(to)) return narrowSql(column, to);
  const sql = quoteName(column.name);
  if (column.type.kind === 'decimal') return `CAST(${sql} AS HUGEINT)`;
  if (column.type.kind === 'varchar') {
    return `CASE WHEN regexp_full_match(${sql}, '-?[0-9]+') THEN ${sql} ELSE CAST(TRY_CAST(${sql} AS BIGINT) AS VARCHAR) END`;
  }
  return `TRY_CAST(${sql} AS VARCHAR[])`;
}
