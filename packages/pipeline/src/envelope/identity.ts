/** Ids of events: what an id may be, the numeric action id in it, and ids derived for events that come without one. */
import { hash } from 'node:crypto';
import type { EnvelopeLimits } from './limits.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const INTEGER = /^-?(?:0|[1-9]\d{0,38})$/;
const ACTION_NAME = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.:#/@+-]*$/u;

/** Why `id` cannot be an event's id, or null where it can. */
export function idProblem(id: string, limits: EnvelopeLimits): string | null {
  if (id.length === 0) return 'the id is empty';
  if (id.length > limits.idLength) return `the id is longer than ${limits.idLength} characters`;
  if (CONTROL.test(id)) return 'the id holds control characters';
  return null;
}

/** Why `name` cannot be an action name, or null where it can. */
export function actionNameProblem(name: string, limits: EnvelopeLimits): string | null {
  if (name.length === 0) return 'the action name is empty';
  if (name.length > limits.actionNameLength)
    return `the action name is longer than ${limits.actionNameLength} characters`;
  if (!ACTION_NAME.test(name))
    return 'the action name may hold letters, digits and _ . : # / @ + -, and starts with a letter, digit or _';
  return null;
}

/** The reference's numeric action id: the id where it is written as an integer of at most 39 digits, else null. */
export function actionIdOf(id: string): number | bigint | null {
  const first = id.charCodeAt(0);
  // Ids that begin with a letter are the common case and need no regular expression.
  if (first > 57 || !INTEGER.test(id) || id === '-0') return null;
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}

/**
 * The id of an event that came without one, from its content (`h:` and 128 bits of SHA-256 over the journaled form without
 * id): sending the same event again is then recognised as a repetition. Where equal events are separate events, the sender gives ids.
 */
export function contentId(canonical: string): string {
  return `h:${hash('sha256', canonical, 'hex').slice(0, 32)}`;
}

/** The id of a file's row that has none: stable over runs, and different for equal rows. Rows count from 1. */
export function rowId(sourceName: string, row: number): string {
  return `${sourceName}:${row}`;
}
