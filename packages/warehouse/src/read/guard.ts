/**
 * Lets analysts' SQL through that only reads `events`, and nothing else. The engine is locked as well (see `engine.ts`);
 * this is the check that it cannot make, because the directory that holds the files must stay open to it.
 *
 * The text is parsed by DuckDB itself (`json_serialize_sql`, which knows only SELECT), and the tree is checked: one statement;
 * every table is `events` or a name that the statement defines; table functions come from a short list; scalar functions
 * that look outside the query are refused.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { WarehouseError } from '../errors.ts';
import { MAX_SQL_CHARACTERS } from '../limits.ts';

/** Functions that may stand in FROM: they make rows out of their arguments and touch nothing. */
const TABLE_FUNCTIONS: ReadonlySet<string> = new Set(['range', 'generate_series', 'unnest', 'json_each', 'json_tree']);

/** What may stand in FROM otherwise. */
const TABLE_REFERENCES: ReadonlySet<string> = new Set([
  'BASE_TABLE',
  'SUBQUERY',
  'JOIN',
  'TABLE_FUNCTION',
  'EMPTY',
  'EXPRESSION_LIST',
  'PIVOT',
]);

/** Scalar functions that read or change something outside of the query's rows, or waste time on purpose. */
const REFUSED_FUNCTIONS: ReadonlySet<string> = new Set([
  'current_setting',
  'getvariable',
  'getenv',
  'nextval',
  'currval',
  'setseed',
  'write_log',
  'sleep_ms',
  'current_query',
  'txid_current',
  'current_query_id',
  'current_connection_id',
  'current_transaction_id',
]);

/** Rejects with a WarehouseError (`kind: 'refused'` or `'syntax'`) unless `text` is one SELECT over `events`. */
export async function guardSql(connection: DuckDBConnection, text: string): Promise<void> {
  if (text.length > MAX_SQL_CHARACTERS) {
    throw new WarehouseError('refused', `the query is longer than ${MAX_SQL_CHARACTERS} characters`);
  }
  if (text.includes('\0')) throw new WarehouseError('syntax', 'the query holds a NUL character');
  const reader = await connection.runAndReadAll('SELECT CAST(json_serialize_sql(CAST($1 AS VARCHAR)) AS VARCHAR)', [
    text,
  ]);
  const serialized = reader.getRows()[0]?.[0];
  const tree: unknown = typeof serialized === 'string' ? JSON.parse(serialized) : null;
  if (!isRecord(tree)) throw new WarehouseError('refused', 'the query could not be parsed');
  if (tree['error'] === true) {
    const message = String(tree['error_message'] ?? 'the query could not be parsed');
    const syntax = tree['error_type'] === 'parser' || tree['error_type'] === 'syntax';
    throw new WarehouseError(syntax ? 'syntax' : 'refused', syntax ? message : `only SELECT is allowed: ${message}`);
  }
  const statements = tree['statements'];
  if (!Array.isArray(statements) || statements.length !== 1) {
    throw new WarehouseError('refused', 'a query is exactly one SELECT statement');
  }
  const nodes = [...walk(statements[0])];
  const defined = new Set(nodes.flatMap(definedNames));
  for (const name of defined) checkDefinedName(name);
  for (const node of nodes) checkNode(node, defined);
}

/** Every object of the tree, without recursion: a query may be nested deeply. */
function* walk(root: unknown): Generator<Record<string, unknown>> {
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (Array.isArray(node)) for (const item of node) stack.push(item);
    else if (isRecord(node)) {
      yield node;
      for (const child of Object.values(node)) stack.push(child);
    }
  }
}

/** Names of common table expressions, wherever they are visible: `checkDefinedName` keeps them apart from all that exists. */
function definedNames(node: Record<string, unknown>): string[] {
  const map = node['cte_map'];
  const entries = isRecord(map) && Array.isArray(map['map']) ? map['map'] : [];
  const names = entries.flatMap((entry: unknown) =>
    isRecord(entry) && typeof entry['key'] === 'string' ? [entry['key'].toLowerCase()] : [],
  );
  return node['type'] === 'RECURSIVE_CTE_NODE' || node['type'] === 'CTE_NODE'
    ? [...names, String(node['cte_name'] ?? '').toLowerCase()]
    : names;
}

/** A name that is defined in one place may be used in another, where it would mean a table or file of that name. */
function checkDefinedName(name: string): void {
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !/^(segment|duckdb|pragma|pg|sqlite)_/.test(name)) return;
  throw new WarehouseError('refused', `${JSON.stringify(name)} cannot be the name of a common table expression`);
}

function checkNode(node: Record<string, unknown>, defined: ReadonlySet<string>): void {
  if ('from_table' in node) checkReference(node['from_table']);
  for (const side of ['left', 'right', 'source'] as const) {
    const child = node[side];
    if (node['type'] === 'JOIN' || node['type'] === 'PIVOT') if (child !== undefined) checkReference(child);
  }
  switch (node['type']) {
    case 'BASE_TABLE':
      checkTable(node, defined);
      return;
    case 'TABLE_FUNCTION':
      checkTableFunction(node['function']);
      return;
    case 'SHOW_REF':
      throw new WarehouseError('refused', 'DESCRIBE, SHOW and SUMMARIZE are not allowed here');
    default:
      if (typeof node['function_name'] === 'string') checkFunction(node);
  }
}

function checkReference(reference: unknown): void {
  const type = isRecord(reference) ? reference['type'] : undefined;
  if (typeof type !== 'string' || !TABLE_REFERENCES.has(type)) {
    throw new WarehouseError('refused', `this cannot stand in FROM: ${String(type)}`);
  }
}

function checkTable(node: Record<string, unknown>, defined: ReadonlySet<string>): void {
  const name = String(node['table_name'] ?? '');
  const qualified = Boolean(node['schema_name']) || Boolean(node['catalog_name']);
  const folded = name.toLowerCase();
  if (!qualified && (folded === 'events' || defined.has(folded))) return;
  throw new WarehouseError('refused', `there is no table ${JSON.stringify(name)} here; the table is called events`);
}

function checkTableFunction(node: unknown): void {
  const name = isRecord(node) ? String(node['function_name'] ?? '').toLowerCase() : '';
  const qualified = isRecord(node) && (Boolean(node['schema']) || Boolean(node['catalog']));
  if (qualified || !TABLE_FUNCTIONS.has(name)) {
    throw new WarehouseError('refused', `the function ${name} is not allowed in FROM`);
  }
}

/** Schemas do not matter: nobody can define a function here, so whatever the schema, it is the engine's. */
function checkFunction(node: Record<string, unknown>): void {
  const name = String(node['function_name']).toLowerCase();
  if (REFUSED_FUNCTIONS.has(name) || name.startsWith('pg_')) {
    throw new WarehouseError('refused', `the function ${name} is not allowed here`);
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
