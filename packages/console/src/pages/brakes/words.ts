/** The brakes in words. Pure. */
import type { Cap, HoldCause, UndoBatch, UndoOutcome } from '../../api/brakes.ts';
import type { Tone } from '../../kit/Panel.tsx';

export const causeText: Readonly<Record<HoldCause, string>> = {
  halt: 'halted',
  protected: 'protected',
  emergency: 'emergency brake',
  cap: 'over a cap',
};

export const causeTone: Readonly<Record<HoldCause, Tone>> = {
  halt: 'red',
  protected: 'blue',
  emergency: 'red',
  cap: 'amber',
};

export const outcomeText: Readonly<Record<UndoOutcome, string>> = {
  reversed: 'put back',
  'other-reason': 'stays: something else says the same',
  'person-decided': 'stays: a person has decided',
  'nothing-left': 'was gone already',
  'changed-meanwhile': 'changed meanwhile',
};

/** Whose allowance a cap is. */
export function whoseCap({ scope, rule }: Pick<Cap, 'scope' | 'rule'>): string {
  if (scope === 'platform') return 'All rules together';
  return scope === 'rule' ? (rule ?? '') : 'Each rule';
}

export function spanText(seconds: number): string {
  const units = [
    [86_400, 'day'],
    [3_600, 'hour'],
    [60, 'minute'],
  ] as const;
  for (const [length, name] of units) {
    if (seconds % length !== 0) continue;
    const count = seconds / length;
    return count === 1 ? `1 ${name}` : `${count} ${name}s`;
  }
  return `${seconds} seconds`;
}

export function effectsText(selector: string): string {
  const [kind, ...name] = selector.split(':');
  if (selector === '*') return 'all effects';
  const kinds: Readonly<Record<string, string>> = { label: 'labels', verdict: 'verdicts', plugin: 'plugin effects' };
  return name.length === 0 ? (kinds[kind ?? ''] ?? selector) : `${kind} ${name.join(':')}`;
}

export function scopeText(scope: UndoBatch['scope']): string {
  switch (scope.of) {
    case 'rule':
      return scope.version === null ? scope.rule : `${scope.rule} (version ${scope.version.slice(0, 8)})`;
    case 'ruleset':
      return `ruleset ${scope.hash.slice(0, 8)}`;
    case 'person':
      return scope.person;
  }
}
