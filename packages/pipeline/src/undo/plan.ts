/**
 * What a label would be had some effects not been: everything that was ever done to it, gone through again without them.
 *
 * - U1 What else holds the label, a person's decision among it, holds it still.
 * - U2 What had been removed is there again, with the expiry that it had.
 * - U3 A reversal is made only on the state that it was planned for; otherwise it is planned again.
 */
import type { LabelDeed, UndoneEffect, UndoRequest } from '@lapwing/enforcement';
import { changeLabel, isExpired, type LabelChange, type LabelState } from '@lapwing/memory';
import type { LabelContent, PlannedReversal } from '../control/brakes.ts';
import { labelChangeOf } from '../decide/labels.ts';
import { contentOf, isSameContent } from './apply.ts';

export interface LabelPlace {
  readonly entityType: string;
  readonly entityId: string;
  readonly label: string;
}

/** The batch, and the position of its entry: what came behind it is none of its business. */
export type UndoRange = UndoRequest & { readonly position: number };

/**
 * The reversal of everything in `range` on one label; `nothing` where there is nothing of it, `mismatch` where the deeds do not give the
 * current state (they are behind it, or it comes from elsewhere).
 */
export function planReversal(
  place: LabelPlace,
  deeds: readonly LabelDeed[],
  current: LabelState | null,
  range: UndoRange,
  nowMillis: number,
): PlannedReversal | 'nothing' | 'mismatch' {
  const effects = deeds.flatMap((deed) => partsIn(deed, range));
  if (effects.length === 0) return 'nothing';
  const gone = new Set(effects.map(keyOf));
  const factual = stateAfter(deeds, place, () => false);
  if (!isSameState(factual, current, nowMillis)) return 'mismatch';
  const target = stateAfter(deeds, place, (deed, rule) => {
    return gone.has(keyOf({ id: deed.id, rule: null })) || gone.has(keyOf({ id: deed.id, rule }));
  });
  return {
    ...place,
    effects,
    expected: contentOf(current),
    target: target === null || isExpired(target, nowMillis) ? null : contentOf(target),
  };
}

/** What of a deed the batch takes back, as far as nobody has. */
function partsIn(deed: LabelDeed, { scope, fromMillis, toMillis, position }: UndoRange): UndoneEffect[] {
  const { id, reversed, atMillis } = deed;
  if (reversed === null || atMillis < fromMillis || atMillis > toMillis || deed.position >= position) return [];
  switch (scope.of) {
    case 'rule':
      return deed.rules
        .filter(({ name, version }) => name === scope.rule && (scope.version === null || version === scope.version))
        .filter(({ name }) => !reversed.has(name))
        .map(({ name }) => ({ id, rule: name }));
    case 'ruleset':
      return deed.rulesetHash === scope.hash ? [{ id, rule: null }] : [];
    case 'person':
      return deed.person === scope.person ? [{ id, rule: null }] : [];
  }
}

function keyOf({ id, rule }: UndoneEffect): string {
  return `${id} ${rule ?? ''}`;
}

/** All deeds in order, as the label state took them, but for those parts that are taken back already or that `omits` says. */
function stateAfter(
  deeds: readonly LabelDeed[],
  place: LabelPlace,
  omits: (deed: LabelDeed, rule: string | null) => boolean,
): LabelState | null {
  let state: LabelState | null = null;
  for (let from = 0; from < deeds.length; ) {
    const first = deeds[from]!;
    let to = from + 1;
    // Effects of one event were one request.
    while (isOneRequest(first, deeds[to])) to++;
    const changes = deeds.slice(from, to).flatMap((deed) => changeOf(deed, place, omits));
    if (changes.length > 0) state = changeLabel(state, changes, first.atMillis).state;
    from = to;
  }
  return state;
}

function isOneRequest(first: LabelDeed, next: LabelDeed | undefined): boolean {
  if (next === undefined || first.person !== null || next.person !== null) return false;
  return !first.released && !next.released && next.position === first.position;
}

function changeOf(
  deed: LabelDeed,
  { entityType, entityId, label }: LabelPlace,
  omits: (deed: LabelDeed, rule: string | null) => boolean,
): LabelChange[] {
  const { person, reversed, change, atMillis, expiresAtMillis, reason } = deed;
  if (reversed === null || omits(deed, null)) return [];
  if (person !== null) {
    const status = change === 'add' ? 'manually-added' : 'manually-removed';
    const reasons = [{ source: person, description: reason, features: {}, createdAtMillis: atMillis, expiresAtMillis }];
    return [{ status, reasons }];
  }
  const rules = deed.rules.filter(({ name }) => !reversed.has(name) && !omits(deed, name));
  if (rules.length === 0) return [];
  return [labelChangeOf(rules, { kind: 'label', change, entityType, entityId, label, expiresAtMillis }, atMillis)];
}

/** As rules would see them now: states that have expired are alike. */
function isSameState(a: LabelState | null, b: LabelState | null, nowMillis: number): boolean {
  const live = (state: LabelState | null): LabelContent | null =>
    state === null || isExpired(state, nowMillis) ? null : state;
  return isSameContent(live(a), live(b));
}
