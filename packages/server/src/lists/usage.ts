/** Which rules look into which lists. */
import { listFunctions } from '@lapwing/memory';
import type { Program } from '@lapwing/sml';
import { type TextArgument, textArguments } from '@lapwing/sml/graph';

/** One look-up in the rules. */
export interface ListUse {
  readonly function: string;
  readonly path: string;
  readonly line: number;
  readonly rules: readonly string[];
}

export interface ListUsage {
  /** Uses by the list's name. */
  readonly named: ReadonlyMap<string, readonly ListUse[]>;
  /** Look-ups whose list is known only when an event is decided. */
  readonly computed: readonly ListUse[];
}

const known = new WeakMap<Program, ListUsage>();

export function listUsage(program: Program): ListUsage {
  const usage = known.get(program) ?? find(program);
  known.set(program, usage);
  return usage;
}

function find(program: Program): ListUsage {
  const named = new Map<string, ListUse[]>();
  const computed: ListUse[] = [];
  for (const { text, ...use } of textArguments(program, listFunctions(), 'list') satisfies readonly TextArgument[]) {
    if (text === null) computed.push(use);
    else named.set(text, [...(named.get(text) ?? []), use]);
  }
  return { named, computed };
}

/** `path:line, path:line`. */
export function placesOf(uses: readonly ListUse[]): string {
  return uses.map(({ path, line }) => `${path}:${line}`).join(', ');
}

export function rulesOf(uses: readonly ListUse[]): readonly string[] {
  return [...new Set(uses.flatMap(({ rules }) => rules))].sort();
}
