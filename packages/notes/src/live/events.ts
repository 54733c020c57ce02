/**
 * Notes and ratings as events of a platform's stream: `note`, `note_rating` and `note_enrollment` become entries, everything else is not
 * meant for notes. Ids may be texts or integers of any size.
 */
import { HELPFUL_TAGS, NOT_HELPFUL_TAGS, type Tag } from '../core/data/tags.ts';
import type { LiveEntry } from '../core/live/store.ts';

/** The names of the actions that notes are made of. */
export const NOTE_ACTIONS = ['note', 'note_rating', 'note_enrollment'] as const;

export interface StreamEvent {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly timeMillis: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export type ReadEntry =
  | { readonly ok: true; readonly entry: LiveEntry }
  /** Names the field, and what is wrong with it. */
  | { readonly ok: false; readonly message: string };

/** The entry that an event stands for; null where it is about something else. */
export function entryOf({ name, timeMillis, data }: StreamEvent): ReadEntry | null {
  try {
    switch (name) {
      case 'note':
        return { ok: true, entry: noteOf(timeMillis, data) };
      case 'note_rating':
        return { ok: true, entry: ratingOf(timeMillis, data) };
      case 'note_enrollment':
        return {
          ok: true,
          entry: { kind: 'enrollment', participantId: idOf(data, 'user_id'), group: groupOf(data) },
        };
      default:
        return null;
    }
  } catch (error) {
    if (error instanceof FieldError) return { ok: false, message: error.message };
    throw error;
  }
}

class FieldError extends Error {}

function noteOf(createdAt: number, data: StreamEvent['data']): LiveEntry {
  const text = data['text'];
  if (text !== undefined && text !== null && typeof text !== 'string') throw new FieldError('text: is no text');
  return {
    kind: 'note',
    id: idOf(data, 'note_id'),
    authorId: idOf(data, 'user_id'),
    createdAt,
    postId: data['post_id'] === undefined || data['post_id'] === null ? null : idOf(data, 'post_id'),
    classification: classificationOf(data['classification']),
    summary: text ?? null,
  };
}

function classificationOf(value: unknown): 'misleading' | 'not misleading' | 'deleted' {
  switch (typeof value === 'string' ? value.toLowerCase() : value) {
    case undefined:
    case null:
    case 'misleading':
    case 'misinformed_or_potentially_misleading':
      return 'misleading';
    case 'not_misleading':
      return 'not misleading';
    case 'deleted':
      return 'deleted';
    default:
      throw new FieldError(
        `classification: ${shown(value)} is none of MISINFORMED_OR_POTENTIALLY_MISLEADING, NOT_MISLEADING and deleted`,
      );
  }
}

const LEVELS = ['NOT_HELPFUL', 'SOMEWHAT_HELPFUL', 'HELPFUL'];

function ratingOf(at: number, data: StreamEvent['data']): LiveEntry {
  const level = data['helpfulness'];
  const label = typeof level === 'string' ? LEVELS.indexOf(level.toUpperCase()) : -1;
  if (label === -1) throw new FieldError(`helpfulness: ${shown(level)} is none of ${LEVELS.join(', ')}`);
  return {
    kind: 'rating',
    noteId: idOf(data, 'note_id'),
    raterId: idOf(data, 'user_id'),
    at,
    label,
    helpfulTags: tagsOf(data, 'helpful_tags', 'helpful', HELPFUL_TAGS),
    notHelpfulTags: tagsOf(data, 'not_helpful_tags', 'notHelpful', NOT_HELPFUL_TAGS),
    sampled: data['population_sampled'] === true,
  };
}

/** Names of tags with or without what they all begin with: `helpfulClear`, `clear`. */
function tagsOf(data: StreamEvent['data'], field: string, prefix: string, tags: readonly Tag[]): number {
  const given = data[field];
  if (given === undefined || given === null) return 0;
  if (!Array.isArray(given)) throw new FieldError(`${field}: is no list of tags`);
  let bits = 0;
  for (const name of given) {
    const wanted = String(name).toLowerCase();
    const tag = tags.findIndex((known) =>
      [known.name, known.name.slice(prefix.length)].some((form) => form.toLowerCase() === wanted),
    );
    if (tag === -1) throw new FieldError(`${field}: ${shown(name)} is no tag`);
    bits |= 1 << tag;
  }
  return bits;
}

function groupOf(data: StreamEvent['data']): number {
  const group = data['modeling_group'] ?? -1;
  const value = typeof group === 'bigint' ? Number(group) : group;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < -1 || value > 127) {
    throw new FieldError(`modeling_group: ${shown(group)} is no modelling group`);
  }
  return value;
}

const ID_LENGTH = 256;

function idOf(data: StreamEvent['data'], field: string): string {
  const value = data[field];
  const isInteger = typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value));
  const id = typeof value === 'string' || isInteger ? String(value) : '';
  if (id === '') throw new FieldError(`${field}: ${value === undefined ? 'is missing' : `${shown(value)} is no id`}`);
  if (id.length > ID_LENGTH) throw new FieldError(`${field}: is longer than ${ID_LENGTH} characters`);
  return id;
}

function shown(value: unknown): string {
  const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'nothing');
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
