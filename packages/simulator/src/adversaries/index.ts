/** All adversaries by name. */
import type { Adversary } from './adversary.ts';
import { linkSpam } from './link-spam.ts';

export const ADVERSARIES: readonly Adversary[] = [linkSpam];

export function adversaryNamed(kind: string): Adversary | null {
  return ADVERSARIES.find((adversary) => adversary.kind === kind) ?? null;
}
