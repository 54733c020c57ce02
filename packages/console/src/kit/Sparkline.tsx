/** A tiny line without axes, drawn as SVG: for tables and tiles. Its meaning is in the text beside it. */
interface SparklineProps {
  readonly values: readonly number[];
  readonly width?: number;
  readonly height?: number;
  readonly label: string;
  /** Room for this many values: fewer stand at the right, as a recording does. */
  readonly slots?: number;
}

export function Sparkline({ values, width = 96, height = 22, label, slots }: SparklineProps) {
  const top = Math.max(1, ...values);
  const room = Math.max(values.length, slots ?? 0);
  const step = width / Math.max(1, room - 1);
  const left = (room - values.length) * step;
  const points = values.map((value, index) => {
    const y = height - 1.5 - (value / top) * (height - 3);
    return `${(left + index * step).toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      {points.length > 1 && (
        <polygon
          points={`${left.toFixed(1)},${height} ${points.join(' ')} ${width},${height}`}
          fill="var(--accent-soft)"
        />
      )}
      <polyline
        points={points.join(' ')}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="1.25"
        strokeLinejoin="round"
      />
    </svg>
  );
}
