/** Figures in words, the same in text and HTML. */
import type { OutcomeCounts } from '../outcomes.ts';
import type { Precision } from '../statistics.ts';
import type { Report, RuleChange, RuleFigures, TypeCount } from './report.ts';

export function count(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** `+1,204`, `−3` or `0`. */
export function signed(value: number): string {
  if (value === 0) return '0';
  return value > 0 ? `+${count(value)}` : `−${count(-value)}`;
}

/** A share as a percentage with two significant digits where it is small. */
export function percent(share: number): string {
  const value = share * 100;
  if (value === 0) return '0 %';
  return value >= 10 ? `${value.toFixed(0)} %` : `${value.toPrecision(2)} %`;
}

/** `83 % (71–91)`; an em dash where nothing was judged. */
export function precisionText(precision: Precision | null): string {
  if (precision === null) return '—';
  const { value, low, high } = precision;
  return `${(value * 100).toFixed(0)} % (${(low * 100).toFixed(0)}–${(high * 100).toFixed(0)})`;
}

export function entitiesText(entities: readonly TypeCount[]): string {
  return entities.length === 0 ? '—' : entities.map(({ type, count: n }) => `${count(n)} ${type}`).join(', ');
}

/** `12 bad, 3 fine, 80 unknown`: only what there is. */
export function outcomesText(counts: OutcomeCounts): string {
  const parts = [
    counts.bad > 0 ? `${count(counts.bad)} bad` : '',
    counts.fine > 0 ? `${count(counts.fine)} fine` : '',
    counts['cleared-on-appeal'] > 0 ? `${count(counts['cleared-on-appeal'])} cleared on appeal` : '',
    counts.unknown > 0 ? `${count(counts.unknown)} unknown` : '',
  ];
  return parts.filter((part) => part !== '').join(', ') || 'none';
}

export function overlapsText({ overlaps }: RuleFigures): string {
  return overlaps.map(({ rule, jaccard }) => `${rule} ${jaccard.toFixed(2)}`).join(', ') || '—';
}

export const CHANGE_WORDS: Readonly<Record<RuleChange, string>> = {
  added: 'added',
  changed: 'changed',
  removed: 'removed',
  same: 'same',
};

/** `2016-10-01 00:00 to 2016-10-08 00:00`, with the ends that were asked for or the events there were. */
export function rangeText({ range }: Report): string {
  const from = range.from ?? range.firstEvent;
  const to = range.to ?? range.lastEvent;
  return `${minute(from)} to ${minute(to)} UTC`;
}

export function minute(iso: string | null): string {
  return iso === null ? '…' : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}

/** Whether the compared rulesets are one and the same. */
export function isSameRuleset({ candidate, baseline }: Report): boolean {
  return baseline?.hash === candidate.hash;
}
