/** Groups and numbers as people write them, on the command line and in requests. */
import type { Group } from './group.ts';
import type { Measure } from './measure.ts';

type Grouping = Exclude<Group, 'none'>;

/** `rule`, `action`, `verdict`, or the name of a feature (`feature:rule` for one that is called so). */
export function parseGroup(text: string): Grouping {
  if (text === 'rule' || text === 'action' || text === 'verdict') return text;
  return { feature: text.startsWith('feature:') ? text.slice('feature:'.length) : text };
}

/** `count`, `distinct:UserId`, `sum:Likes`, `mean:`, `min:`, `max:`, `p95:Likes`; null for anything else. */
export function parseMeasure(text: string): Measure | null {
  if (text === 'count') return { kind: 'count' };
  const [, kind = '', feature = ''] = /^([a-z0-9.]+):(.+)$/.exec(text) ?? [];
  switch (kind) {
    case 'distinct':
    case 'sum':
    case 'mean':
    case 'min':
    case 'max':
      return { kind, feature };
  }
  const percent = /^p(\d{1,3}(?:\.\d+)?)$/.exec(kind)?.[1];
  return percent === undefined || Number(percent) > 100
    ? null
    : { kind: 'percentile', feature, percent: Number(percent) };
}
