/** Figures of rollouts in words. */
import { count } from '../output/progress.ts';
import { formatTable } from '../output/table.ts';
import type { Comparison, PrecisionFigure } from './answers.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** `66.7 % (20.8–93.9 %, 3 judged)`. */
export function precisionText(precision: PrecisionFigure | null): string {
  if (precision === null) return 'nobody judged';
  const { value, low, high, judged } = precision;
  return `${percent(value)} (${percent(low).replace(' %', '')}–${percent(high)}, ${count(judged)} judged)`;
}

export function comparisonText({ of, events, notes, rules }: Comparison): string {
  const other = of === 'rules' ? 'in shadow' : 'candidate';
  const shown = rules.filter(({ live, shadow }) => of === 'rules' || live.hits + shadow.hits > 0);
  const table = formatTable(
    ['rule', 'acted', other, 'both', 'newly', 'no longer', `precision ${other}`],
    shown.map(({ rule, live, shadow, both, newlyAffected, noLongerAffected }) => [
      rule,
      live.hits,
      shadow.hits,
      both,
      newlyAffected.entities,
      noLongerAffected.entities,
      precisionText(shadow.precision),
    ]),
  );
  const none = of === 'rules' ? 'no rule is in shadow or a canary' : 'no rule has hit on either side yet';
  return [`${count(events)} events`, shown.length === 0 ? none : table, ...notes].join('\n');
}

export const shortHash = (hash: string): string => hash.slice(0, 12);

export const minute = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')}Z`;
