/** Counts over time as stacked bars. Dragging across it selects a range; the heights are reserved before it loads. */
import { useEffect, useRef } from 'react';
import type { TimeSeries } from '../../api/types.ts';
import { formatCompact, formatCount } from '../../lib/format.ts';
import { useIsDark } from '../../lib/theme.ts';
import { Brush } from './Brush.tsx';
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
  const dark = useIsDark();

  const draw = useRef((): void => undefined);
  draw.current = () => {
    const styles = getComputedStyle(document.documentElement);
    chart.current?.setOption(
      timeChartOption(data, series, (name) => styles.getPropertyValue(name).trim()),
      { notMerge: true },
    );
  };

  useEffect(() => {
    let disposed = false;
    let observer: ResizeObserver | null = null;
    void import('./echarts.ts').then(({ init }) => {
      if (disposed || box.current === null) return;
      const made = init(box.current, null, { renderer: 'canvas' });
      chart.current = made;
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
  useEffect(() => draw.current(), [data, series, dark]);

  const indexAt = (x: number): number => {
    const index: unknown = chart.current?.convertFromPixel({ xAxisIndex: 0 }, x);
    return typeof index === 'number' && Number.isFinite(index)
      ? Math.max(0, Math.min(data.buckets.length - 1, index))
      : -1;
  };
  const select = (left: number, right: number): void => {
    const [first, last] = [indexAt(left), indexAt(right)];
    const range = first < 0 || last < 0 ? null : bucketRange(data, first, last);
    if (range !== null) onZoom?.(range);
  };

  const total = series.reduce((sum, one) => sum + one.total, 0);
  return (
    <div className="chart" style={{ height }} role="img" aria-label={`${label}: ${formatCount(total)} in total`}>
      <div className="chart-wait" />
      <div className="chart-canvas" ref={box} />
      {onZoom !== undefined && <Brush target={box} onSelect={select} />}
    </div>
  );
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
