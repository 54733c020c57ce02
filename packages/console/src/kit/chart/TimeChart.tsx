/** Counts over time as stacked bars. Dragging across it selects a range; the heights are reserved before it loads. */
import { useEffect, useRef } from 'react';
import type { TimeSeries } from '../../api/types.ts';
import { formatCompact, formatCount } from '../../lib/format.ts';
import { useIsDark } from '../../lib/theme.ts';
import type { init } from './echarts.ts';
import { timeChartOption } from './options.ts';
import { bucketRange, type ChartSeries } from './series.ts';
import './chart.css';

interface TimeChartProps {
  readonly data: TimeSeries;
  readonly series: readonly ChartSeries[];
  readonly height: number;
  readonly label: string;
  readonly onZoom?: (range: { from: string; to: string }) => void;
}

type Chart = ReturnType<typeof init>;

export function TimeChart({ data, series, height, label, onZoom }: TimeChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<Chart | null>(null);
  const latest = useRef({ data, onZoom });
  latest.current = { data, onZoom };
  const dark = useIsDark();

  const draw = useRef((): void => undefined);
  draw.current = () => {
    const styles = getComputedStyle(document.documentElement);
    chart.current?.setOption(
      timeChartOption(data, series, (name) => styles.getPropertyValue(name).trim()),
      { notMerge: true },
    );
    if (onZoom !== undefined) armBrush(chart.current);
  };

  useEffect(() => {
    let disposed = false;
    let observer: ResizeObserver | null = null;
    void import('./echarts.ts').then(({ init }) => {
      if (disposed || box.current === null) return;
      const made = init(box.current, null, { renderer: 'canvas' });
      chart.current = made;
      made.on('brushEnd', (event: unknown) => {
        const span = spanOf(event);
        // A selection that is drawn stays on the chart only until the new range is loaded.
        made.dispatchAction({ type: 'brush', areas: [] });
        if (span === null) return;
        const range = bucketRange(latest.current.data, span[0], span[1]);
        if (range !== null) latest.current.onZoom?.(range);
      });
      draw.current();
      observer = new ResizeObserver(() => made.resize());
      observer.observe(box.current);
    });
    return () => {
      disposed = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are read from the page, which `dark` stands for
  useEffect(() => draw.current(), [data, series, dark, onZoom]);

  const total = series.reduce((sum, one) => sum + one.total, 0);
  return (
    <div className="chart" style={{ height }} role="img" aria-label={`${label}: ${formatCount(total)} in total`}>
      <div className="chart-wait" />
      <div className="chart-canvas" ref={box} />
    </div>
  );
}

function armBrush(chart: Chart | null): void {
  chart?.dispatchAction({
    type: 'takeGlobalCursor',
    key: 'brush',
    brushOption: { brushType: 'lineX', brushMode: 'single' },
  });
}

/** First and last bucket of what was brushed; the shape is ECharts' own, so it is checked. */
function spanOf(event: unknown): readonly [number, number] | null {
  if (typeof event !== 'object' || event === null || !('areas' in event) || !Array.isArray(event.areas)) return null;
  const area: unknown = event.areas[0];
  if (typeof area !== 'object' || area === null || !('coordRange' in area) || !Array.isArray(area.coordRange))
    return null;
  const [first, last] = area.coordRange;
  return typeof first === 'number' && typeof last === 'number' ? [first, last] : null;
}

interface LegendProps {
  readonly series: readonly ChartSeries[];
  readonly render: (name: string) => React.ReactNode;
}

/** The chart's names, as page elements that can be links. */
export function Legend({ series, render }: LegendProps) {
  return (
    <ul className="legend">
      {series.map((one) => (
        <li key={one.name}>
          <span className="swatch" style={{ background: `var(${one.color})` }} />
          {one.rest ? <span className="muted">{one.name}</span> : render(one.name)}
          <span className="num">{formatCompact(one.total)}</span>
        </li>
      ))}
    </ul>
  );
}
