/** Small charts of the HTML report, as inline SVG and boxes. */
import type { OutcomeCounts } from '../outcomes.ts';
import type { Precision } from '../statistics.ts';

const OUTCOMES = [
  { key: 'bad', style: 'bad', words: 'bad' },
  { key: 'cleared-on-appeal', style: 'cleared', words: 'cleared on appeal' },
  { key: 'fine', style: 'fine', words: 'fine' },
  { key: 'unknown', style: 'unknown', words: 'unknown' },
] as const;

export const LEGEND = `<p class="legend">${OUTCOMES.map(({ style, words }) => `<span><i class="${style}"></i>${words}</span>`).join('')}</p>`;

/** Hits by outcome as one bar. */
export function barOf(counts: OutcomeCounts): string {
  const total = OUTCOMES.reduce((sum, { key }) => sum + counts[key], 0);
  const parts = OUTCOMES.filter(({ key }) => counts[key] > 0).map(
    ({ key, style }) => `<i class="${style}" style="width:${((counts[key] / total) * 100).toFixed(2)}%"></i>`,
  );
  return `<div class="bar">${parts.join('')}</div>`;
}

/** A precision and its interval on a line from 0 to 1. */
export function intervalOf({ value, low, high }: Precision): string {
  const at = (share: number) => `${(share * 100).toFixed(1)}%`;
  return `<div class="interval"><i style="left:${at(low)};width:${at(high - low)}"></i><b style="left:calc(${at(value)} - 1px)"></b></div>`;
}

const WIDTH = 130;
const HEIGHT = 28;

/** Counts over time as bars; the highest fills the height. */
export function sparkline(counts: readonly number[]): string {
  const highest = Math.max(0, ...counts);
  if (highest === 0) return '';
  const step = WIDTH / counts.length;
  const bars = counts.flatMap((value, i) => {
    if (value === 0) return [];
    const height = Math.max(1, (value / highest) * HEIGHT);
    return `<rect x="${(i * step).toFixed(1)}" y="${(HEIGHT - height).toFixed(1)}" width="${Math.max(0.8, step - 0.6).toFixed(1)}" height="${height.toFixed(1)}"/>`;
  });
  return `<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="at most ${highest.toLocaleString('en')} hits in an interval">${bars.join('')}</svg>`;
}
