/**
 * Mappings: which columns of a file (or paths of its JSON objects) are an event's action name, id and time, and which become its data.
 *
 * ```yaml
 * action: {const: tweet}      # or a column: `action: kind`, `action: {column: kind}`
 * id: tweet_id                # optional: without it `<source name>:<row number>`, rows counted from 1
 * time: publish_date          # or {column: publish_date, format: epoch_seconds}
 * data: [author, content]     # optional: all columns; or a map of new names: {user_id: author}
 * types: {followers: int}     # optional, by column
 * delimiter: ";"              # optional, CSV only: guessed from the header
 * ```
 *
 * On the command line: `action=const:tweet,time=publish_date,time.format=auto,data=author+content,types.followers=int`.
 * A column that begins with `$.` is a path into JSON objects: `$.user.id`, `$.tags[0]`.
 */
import { parse as parseYaml } from 'yaml';
import { FIELD_TYPES, type FieldType } from './fields.ts';
import { compileTimeFormat, TIME_FORMATS } from './time-format.ts';

export interface Mapping {
  readonly action: { readonly const: string } | { readonly column: string };
  /** Column of the event's id, or null. */
  readonly id: string | null;
  readonly time: { readonly column: string; readonly format: string };
  /** Columns that become data, by their name there; null is all columns under their own names. */
  readonly data: readonly { readonly name: string; readonly column: string }[] | null;
  /** Declared types by column. */
  readonly types: Readonly<Record<string, FieldType>>;
  readonly delimiter: string | null;
}

export type ParsedMapping =
  | { readonly ok: true; readonly mapping: Mapping }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Parse a mapping from YAML, or from the `key=value,…` form of the command line. */
export function parseMapping(text: string): ParsedMapping {
  if (/^\s*[a-z_]+(\.[^=:\s]+)?=/.test(text)) return parsePairs(text);
  let value: unknown;
  try {
    value = parseYaml(text);
  } catch (error) {
    return failed(`the mapping is not YAML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
  return readMapping(value);
}

/** Check a mapping that is already a value, as in `lapwing.yaml`. Reports every problem at once. */
export function readMapping(value: unknown): ParsedMapping {
  if (!isRecord(value))
    return failed('a mapping is a map with the keys action, time and optionally id, data, types, delimiter');
  const problems: string[] = [];
  for (const key of Object.keys(value)) {
    if (!KEYS.includes(key)) problems.push(`${key}: unknown key; the keys are ${KEYS.join(', ')}`);
  }
  const action = readAction(value['action'], problems);
  const id = readId(value['id'], problems);
  const time = readTime(value['time'], problems);
  const data = readData(value['data'], problems);
  const types = readTypes(value['types'], problems);
  const delimiter = readDelimiter(value['delimiter'], problems);
  return problems.length > 0
    ? { ok: false, problems }
    : { ok: true, mapping: { action, id, time, data, types, delimiter } };
}

const KEYS: readonly string[] = ['action', 'id', 'time', 'data', 'types', 'delimiter'];

function readAction(value: unknown, problems: string[]): Mapping['action'] {
  if (isName(value)) return { column: value };
  if (isRecord(value) && Object.keys(value).length === 1) {
    if (isName(value['const'])) return { const: value['const'] };
    if (isName(value['column'])) return { column: value['column'] };
  }
  problems.push(
    value === undefined
      ? 'action: missing; write {const: NAME} for one action, or the name of the column that holds it'
      : 'action: expected {const: NAME}, {column: NAME} or the name of a column',
  );
  return { const: '' };
}

function readId(value: unknown, problems: string[]): string | null {
  if (value === undefined || value === null) return null;
  if (isName(value)) return value;
  if (isRecord(value) && Object.keys(value).length === 1 && isName(value['column'])) return value['column'];
  problems.push('id: expected the name of a column');
  return null;
}

function readTime(value: unknown, problems: string[]): Mapping['time'] {
  const fallback = { column: '', format: 'auto' };
  if (isName(value)) return { column: value, format: 'auto' };
  if (!isRecord(value) || !isName(value['column'])) {
    const expected = 'the name of a column, or {column: NAME, format: FORMAT}';
    problems.push(value === undefined ? `time: missing; write ${expected}` : `time: expected ${expected}`);
    return fallback;
  }
  const unknown = Object.keys(value).find((key) => key !== 'column' && key !== 'format');
  if (unknown !== undefined) problems.push(`time.${unknown}: unknown key; the keys are column, format`);
  const format = value['format'] ?? 'auto';
  if (typeof format !== 'string' || compileTimeFormat(format) === null) {
    problems.push(`time.format: expected ${TIME_FORMATS.join(', ')} or a pattern such as %Y-%m-%d %H:%M`);
    return fallback;
  }
  return { column: value['column'], format };
}

function readData(value: unknown, problems: string[]): Mapping['data'] {
  if (value === undefined || value === null || value === '*') return null;
  if (Array.isArray(value) && value.every(isName))
    return value.map((column) => ({ name: nameOfColumn(column), column }));
  if (isRecord(value) && Object.values(value).every(isName)) {
    return Object.entries(value).map(([name, column]) => ({ name, column: String(column) }));
  }
  problems.push('data: expected a list of columns, or a map of names in the data to columns');
  return null;
}

function readTypes(value: unknown, problems: string[]): Mapping['types'] {
  if (value === undefined || value === null) return {};
  if (!isRecord(value)) {
    problems.push('types: expected a map of columns to types');
    return {};
  }
  const types = new Map<string, FieldType>();
  for (const [column, name] of Object.entries(value)) {
    const type = FIELD_TYPES.find((known) => known === name);
    if (type === undefined) problems.push(`types.${column}: expected one of ${FIELD_TYPES.join(', ')}`);
    else types.set(column, type);
  }
  return Object.fromEntries(types);
}

function readDelimiter(value: unknown, problems: string[]): string | null {
  if (value === undefined || value === null) return null;
  if (value === 'tab' || value === '\\t') return '\t';
  if (typeof value === 'string' && /^[\t -~]$/.test(value) && value !== '"') return value;
  problems.push('delimiter: expected one ASCII character other than a quote, or "tab"');
  return null;
}

/** `action=const:tweet,time=at,time.format=iso,types.n=int` as the value that YAML would give. */
function parsePairs(text: string): ParsedMapping {
  const value: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const pair of text.trim().split(',')) {
    const equals = pair.indexOf('=');
    const key = pair.slice(0, Math.max(equals, 0)).trim();
    const given = pair.slice(equals + 1).trim();
    const dot = key.indexOf('.');
    const part = dot === -1 ? key : key.slice(0, dot);
    const rest = key.slice(part.length + 1);
    if (equals < 1 || given === '') problems.push(`${JSON.stringify(pair)}: expected key=value`);
    else if (key === 'action') value['action'] = given.startsWith('const:') ? { const: given.slice(6) } : given;
    else if (key === 'time.format') value['time'] = { column: columnOf(value['time']), format: given };
    else if (key === 'time') value['time'] = isRecord(value['time']) ? { ...value['time'], column: given } : given;
    else if (key === 'data') value['data'] = given.split('+');
    else if (part === 'data' || part === 'types')
      value[part] = { ...(isRecord(value[part]) ? value[part] : {}), [rest]: given };
    else value[key] = given;
  }
  return problems.length > 0 ? { ok: false, problems } : readMapping(value);
}

function columnOf(value: unknown): unknown {
  return isRecord(value) ? value['column'] : value;
}

/** A path's last name: `$.user.id` becomes `id`. */
function nameOfColumn(column: string): string {
  return column.startsWith('$.') ? (/([^.[\]]+)(?:\[\d+\])?$/.exec(column)?.[1] ?? column) : column;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function failed(problem: string): ParsedMapping {
  return { ok: false, problems: [problem] };
}
