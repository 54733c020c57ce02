/**
 * Lists that rules look things up in: what a list is, and how it changes. A change is a journal entry; the lists are the fold of all.
 *
 * - I1 A list's version is the number of changes made to it, under its name since ever; equal versions have equal entries.
 * - I2 An entry's value is unique in its list, in the normal form of the list's kind.
 * - I3 An entry counts for events before its expiry, in event time.
 */
import { LIST_PART_ENTRIES } from '../limits.ts';

/**
 * - `words`: whole words or phrases anywhere in a text, case ignored.
 * - `regexes`: patterns as of `RegexMatch`, anywhere in a text.
 * - `domains`: a domain, its subdomains, and URLs and e-mail addresses under them.
 * - `cidrs`: IPv4 and IPv6 addresses and ranges.
 * - `hashes`: exact texts (checksums, ids), case and outer space ignored.
 * - `images`: perceptual hashes in hexadecimal, by Hamming distance.
 * - `entities`: `Type/id`, exact.
 */
export type ListKind = 'words' | 'regexes' | 'domains' | 'cidrs' | 'hashes' | 'images' | 'entities';

export const LIST_KINDS: readonly ListKind[] = ['words', 'regexes', 'domains', 'cidrs', 'hashes', 'images', 'entities'];

export interface ListEntry {
  readonly value: string;
  /** null: never. */
  readonly expiresAtMillis: number | null;
  /** Why it is there; '' without one. */
  readonly note: string;
}

export interface ListProperties {
  readonly kind: ListKind;
  /** Who answers for the list: a person or a team. */
  readonly owner: string;
  readonly description: string;
  /** Bits that a match may differ by; for `images` alone, 0 otherwise. */
  readonly maxDistance: number;
}

export type ListOperation =
  | ({ readonly operation: 'create' } & ListProperties)
  /** Change owner, description or distance; the kind stays. */
  | {
      readonly operation: 'describe';
      readonly owner: string;
      readonly description: string;
      readonly maxDistance: number;
    }
  /** Add entries, or replace expiry and note of those that are there. */
  | { readonly operation: 'put'; readonly entries: readonly ListEntry[] }
  | { readonly operation: 'remove'; readonly values: readonly string[] }
  /** From now on the list has these entries and no others. */
  | { readonly operation: 'replace'; readonly entries: readonly ListEntry[] }
  | { readonly operation: 'delete' }
  | ListImportStep;

/** Put an import's entries into the list, take their values out of it, or have them in place of all. */
export type ListImportMode = 'add' | 'remove' | 'replace';

export const LIST_IMPORT_MODES: readonly ListImportMode[] = ['add', 'remove', 'replace'];

/**
 * More entries than one journal entry may hold come in parts, at most LIST_PART_ENTRIES each. Until the commit, look-ups see the list
 * as it was and other changes of it are refused; the commit is one version.
 */
export type ListImportStep =
  | { readonly operation: 'import-begin'; readonly mode: ListImportMode }
  /** Also moves some of the list's present entries over; one without entries does only that. */
  | { readonly operation: 'import-part'; readonly entries: readonly ListEntry[] }
  | { readonly operation: 'import-commit' }
  /** Forget the parts; the list stays as it is. */
  | { readonly operation: 'import-abort' };

/** The journal entry. */
export interface ListChange {
  readonly type: 'list';
  readonly list: string;
  /** When it was asked for, by the machine's clock: rules never see it. */
  readonly atMillis: number;
  readonly by: string;
  readonly reason: string;
  readonly change: ListOperation;
}

export class ListError extends Error {
  override readonly name = 'ListError';
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/;

/** Read a journal entry or a request. Throws a ListError that says what is wrong where. */
export function parseListChange(value: unknown): ListChange {
  const object = record(value, 'a list change');
  const list = text(object['list'], 'list');
  if (!isListName(list)) throw new ListError(`list: \`${list}\` is no name (lower case letters, digits, . _ -)`);
  if (object['type'] !== 'list') throw new ListError('type: must be `list`');
  const atMillis = object['atMillis'];
  if (typeof atMillis !== 'number' || !Number.isFinite(atMillis)) throw new ListError('atMillis: must be a number');
  const change = parseOperation(record(object['change'], 'change'));
  return {
    type: 'list',
    list,
    atMillis,
    by: text(object['by'], 'by'),
    reason: text(object['reason'], 'reason'),
    change,
  };
}

function parseOperation(object: Record<string, unknown>): ListOperation {
  const operation = object['operation'];
  switch (operation) {
    case 'create':
    case 'describe': {
      const owner = text(object['owner'], 'owner');
      const description = text(object['description'] ?? '', 'description');
      const maxDistance = object['maxDistance'] ?? 0;
      if (typeof maxDistance !== 'number' || !Number.isInteger(maxDistance) || maxDistance < 0) {
        throw new ListError('maxDistance: must be a whole number, not below 0');
      }
      if (operation === 'describe') return { operation, owner, description, maxDistance };
      const kind = LIST_KINDS.find((known) => known === object['kind']);
      if (kind === undefined) throw new ListError(`kind: must be one of ${LIST_KINDS.join(', ')}`);
      return { operation, kind, owner, description, maxDistance };
    }
    case 'put':
    case 'replace':
      return { operation, entries: array(object['entries'], 'entries').map(parseEntry) };
    case 'remove':
      return { operation, values: array(object['values'], 'values').map((value, i) => text(value, `values[${i}]`)) };
    case 'import-part': {
      const entries = array(object['entries'], 'entries');
      if (entries.length > LIST_PART_ENTRIES)
        throw new ListError(`entries: more than ${LIST_PART_ENTRIES} in one part`);
      return { operation, entries: entries.map(parseEntry) };
    }
    case 'import-begin': {
      const mode = LIST_IMPORT_MODES.find((known) => known === object['mode']);
      if (mode === undefined) throw new ListError(`mode: must be one of ${LIST_IMPORT_MODES.join(', ')}`);
      return { operation, mode };
    }
    case 'delete':
    case 'import-commit':
    case 'import-abort':
      return { operation };
    default:
      throw new ListError('operation: must be create, describe, put, remove, replace, delete or a step of an import');
  }
}

/** Read one entry: an object, or its value alone. */
export function parseEntry(value: unknown, index: number): ListEntry {
  if (typeof value === 'string') return { value, expiresAtMillis: null, note: '' };
  const object = record(value, `entries[${index}]`);
  const expiresAtMillis = object['expiresAtMillis'] ?? null;
  if (expiresAtMillis !== null && (typeof expiresAtMillis !== 'number' || !Number.isFinite(expiresAtMillis))) {
    throw new ListError(`entries[${index}].expiresAtMillis: must be a number or null`);
  }
  const note = text(object['note'] ?? '', `entries[${index}].note`);
  return { value: text(object['value'], `entries[${index}].value`), expiresAtMillis, note };
}

/** Whether a text can be a list's name. */
export const isListName = (text: string): boolean => NAME.test(text);

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ListError(`${where}: must be an object`);
}

function array(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ListError(`${where}: must be an array`);
}

function text(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw new ListError(`${where}: must be a text`);
}
