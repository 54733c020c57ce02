/** ECharts options for stacked counts over time, in the theme's colours. */
import type { TimeSeries } from '../../api/types.ts';
import { formatCompact, formatCount, formatTime } from '../../lib/format.ts';
import type { ChartSeries } from './series.ts';

const minute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const second = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });

/** Axis text: seconds, minutes or days, whichever the interval can tell apart; a new day says so. */
function axisLabel(iso: string, intervalSeconds: number): string {
  const date = new Date(iso);
  if (intervalSeconds >= 86_400) return dayMonth.format(date);
  if (date.getHours() === 0 && date.getMinutes() === 0) return dayMonth.format(date);
  return (intervalSeconds < 60 ? second : minute).format(date);
}

export function timeChartOption(data: TimeSeries, series: readonly ChartSeries[], css: (name: string) => string) {
  const text = { color: css('--text-3'), fontFamily: css('--font'), fontSize: 11 };
  return {
    animation: false,
    grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
    xAxis: {
      type: 'category' as const,
      data: data.buckets,
      axisLine: { lineStyle: { color: css('--border-strong') } },
      axisTick: { show: false },
      axisLabel: { ...text, hideOverlap: true, formatter: (iso: string) => axisLabel(iso, data.intervalSeconds) },
    },
    yAxis: {
      type: 'value' as const,
      minInterval: 1,
      splitNumber: 4,
      splitLine: { lineStyle: { color: css('--border') } },
      axisLabel: { ...text, formatter: formatCompact },
    },
    tooltip: {
      trigger: 'axis' as const,
      axisPointer: { type: 'shadow' as const, shadowStyle: { color: css('--text-3'), opacity: 0.12 } },
      confine: true,
      backgroundColor: css('--surface'),
      borderColor: css('--border-strong'),
      textStyle: { color: css('--text'), fontFamily: css('--font'), fontSize: 12 },
      formatter: (points: unknown) => tooltip(points, css),
    },
    series: series.map((one) => ({
      name: one.name,
      type: 'bar' as const,
      stack: 'all',
      data: [...one.counts],
      barCategoryGap: '18%',
      itemStyle: { color: css(one.color) },
    })),
  };
}

interface Point {
  readonly name: string;
  readonly seriesName: string;
  readonly value: number;
  readonly color: string;
}

function isPoint(value: unknown): value is Point {
  return typeof value === 'object' && value !== null && 'seriesName' in value && 'value' in value && 'name' in value;
}

/** Built from elements, not from markup: names come from rules that people write. */
function tooltip(points: unknown, css: (name: string) => string): HTMLElement {
  const box = document.createElement('div');
  const list = (Array.isArray(points) ? points : []).filter(isPoint);
  const head = document.createElement('div');
  head.textContent = list[0] === undefined ? '' : formatTime(list[0].name);
  head.style.color = css('--text-3');
  box.append(head);
  for (const point of list.filter((one) => one.value > 0).reverse()) {
    const row = document.createElement('div');
    row.style.cssText = 'display:flex;gap:8px;align-items:center;min-width:150px';
    const dot = document.createElement('span');
    dot.style.cssText = `width:8px;height:8px;border-radius:2px;background:${point.color}`;
    const name = document.createElement('span');
    name.textContent = point.seriesName;
    const count = document.createElement('b');
    count.textContent = formatCount(point.value);
    count.style.cssText = 'margin-left:auto;font-variant-numeric:tabular-nums;font-weight:600';
    row.append(dot, name, count);
    box.append(row);
  }
  return box;
}
