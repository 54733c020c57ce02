/** From a row of columns, or a JSON object, to an event: a mapping compiled for the columns that a file has. */
import { isJsonObject, type JsonObject, type JsonValue } from '@lapwing/sml';
import { setOwn } from '../envelope/lossless.ts';
import { buildEvent, type EnvelopePaths, type ParsedEvent, type ParseOptions } from '../envelope/parse.ts';
import { excerpt, refuse } from '../envelope/refusal.ts';
import { convertField, type FieldType } from './fields.ts';
import type { Mapping } from './mapping.ts';
import { compileTimeFormat, type TimeReader } from './time-format.ts';

export type RowReader<Row> = (row: Row, options: ParseOptions) => ParsedEvent;

/** A column's value; undefined where the row has none. */
type Accessor<Row> = (row: Row) => JsonValue | undefined;

interface Field<Row> {
  readonly name: string;
  readonly column: string;
  readonly get: Accessor<Row>;
  readonly type: FieldType | null;
}

/** A reader of rows with these columns, or what the file lacks. Values are text (CSV) or JSON values (Parquet). */
export function compileColumns(mapping: Mapping, columns: readonly string[]): RowReader<readonly JsonValue[]> | string {
  const missing = usedColumns(mapping).filter((column) => !columns.includes(column));
  if (missing.length > 0) {
    const list = missing.map((column) => JSON.stringify(column)).join(', ');
    return `the mapping names ${list}, and the file's columns are ${columns.join(', ')}`;
  }
  return compile(
    mapping,
    (column) => {
      const index = columns.indexOf(column);
      return (row) => row[index];
    },
    mapping.data ?? columns.map((column) => ({ name: column, column })),
  );
}

/** A reader of JSON objects; without selected columns an object is the data as a whole. */
export function compileObjects(mapping: Mapping): RowReader<JsonObject> {
  if (mapping.data !== null) return compile(mapping, pathAccessor, mapping.data);
  const typed = Object.keys(mapping.types).map((column) => ({ name: column, column }));
  return compile(mapping, pathAccessor, typed, (object) => ({ ...object }));
}

function usedColumns(mapping: Mapping): string[] {
  const columns = [mapping.time.column, ...Object.keys(mapping.types)];
  if ('column' in mapping.action) columns.push(mapping.action.column);
  if (mapping.id !== null) columns.push(mapping.id);
  for (const { column } of mapping.data ?? []) columns.push(column);
  return [...new Set(columns)];
}

function compile<Row>(
  mapping: Mapping,
  accessor: (column: string) => Accessor<Row>,
  selected: readonly { readonly name: string; readonly column: string }[],
  base: (row: Row) => JsonObject = () => ({}),
): RowReader<Row> {
  const { action } = mapping;
  const getAction: Accessor<Row> = 'const' in action ? () => action.const : accessor(action.column);
  const getId: Accessor<Row> = mapping.id === null ? () => undefined : accessor(mapping.id);
  const getTime = accessor(mapping.time.column);
  const readTime = compileTimeFormat(mapping.time.format) ?? noTime;
  const fields = selected.map(
    ({ name, column }): Field<Row> => ({ name, column, get: accessor(column), type: mapping.types[column] ?? null }),
  );
  const paths: EnvelopePaths = {
    id: mapping.id ?? 'id',
    action: 'column' in action ? action.column : 'action',
    time: mapping.time.column,
    data: 'data',
    secretData: 'secret_data',
  };

  return (row, options) => {
    const name = getAction(row);
    if (isEmpty(name)) return refuse('missing-action', 'the record has no action', paths.action);
    const time = getTime(row);
    if (isEmpty(time)) return refuse('missing-time', 'the record has no time', paths.time);
    const timeMillis = readTime(time);
    if (timeMillis === null) {
      return refuse('bad-time', `${excerpt(time)} is no time in the format ${mapping.time.format}`, paths.time);
    }
    const id = getId(row);
    // A mapped id that is absent is a fault of the row: falling back to the row number would make two kinds of id.
    if (mapping.id !== null && isEmpty(id)) return refuse('bad-id', 'the record has no id', paths.id);
    const data = base(row);
    for (const field of fields) {
      const value = field.get(row);
      if (value === undefined) continue;
      const converted = field.type === null ? value : convertField(field.type, value);
      if (converted === undefined) {
        return refuse('wrong-type', `${excerpt(value)} is not of the declared type ${field.type}`, field.column);
      }
      setOwn(data, field.name, converted);
    }
    return buildEvent({ action: name, id, data, secretData: undefined }, timeMillis, paths, options);
  };
}

const noTime: TimeReader = () => null;

function isEmpty(value: JsonValue | undefined): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

/** A key of the object, or with a leading `$.` a path of keys and list indexes. */
function pathAccessor(column: string): Accessor<JsonObject> {
  if (!column.startsWith('$.')) return (object) => (Object.hasOwn(object, column) ? object[column] : undefined);
  const steps = [...column.slice(1).matchAll(/\.([^.[\]]+)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
  return (object) => {
    let value: JsonValue | undefined = object;
    for (const step of steps) {
      if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
      else value = isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    }
    return value;
  };
}
