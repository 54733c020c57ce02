/** Two distributions in one plot: the share of values that are larger, both axes logarithmic; SVG for light and dark pages. */
export interface Curve {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
}

/** Smaller values are left out: a logarithm has no zero. */
const LEAST = 0.1;
const WIDTH = 420;
const HEIGHT = 280;
const MARGIN = { left: 52, right: 14, top: 34, bottom: 42 };

export function plot(title: string, unit: string, curves: readonly Curve[]): string {
  const shown = curves.map(({ name, points }) => ({ name, points: points.filter(([x]) => x >= LEAST) }));
  const all = shown.flatMap(({ points }) => points);
  const lowX = Math.floor(Math.log10(Math.max(LEAST, Math.min(...all.map(([x]) => x)))));
  const highX = Math.ceil(Math.log10(Math.max(...all.map(([x]) => x))));
  const lowY = Math.max(-5, Math.floor(Math.log10(Math.min(...all.map(([, y]) => y)))));
  const x = (value: number) =>
    MARGIN.left + ((Math.log10(value) - lowX) / (highX - lowX)) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number) =>
    MARGIN.top + ((0 - Math.max(lowY, Math.log10(value))) / (0 - lowY)) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const grid: string[] = [];
  for (let power = lowX; power <= highX; power++) {
    const at = x(10 ** power).toFixed(1);
    grid.push(
      `<path class="g" d="M${at} ${MARGIN.top}V${HEIGHT - MARGIN.bottom}"/>`,
      `<text x="${at}" y="${HEIGHT - MARGIN.bottom + 15}" text-anchor="middle">${label(power)}</text>`,
    );
  }
  for (let power = lowY; power <= 0; power++) {
    const at = y(10 ** power).toFixed(1);
    grid.push(
      `<path class="g" d="M${MARGIN.left} ${at}H${WIDTH - MARGIN.right}"/>`,
      `<text x="${MARGIN.left - 6}" y="${Number(at) + 4}" text-anchor="end">${label(power)}</text>`,
    );
  }
  const lines = shown.map(
    ({ points }, i) =>
      `<polyline class="c${i}" points="${points.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(' ')}"/>`,
  );
  const legend = curves.map(
    ({ name }, i) =>
      `<path class="c${i}" d="M${MARGIN.left + 14} ${HEIGHT - MARGIN.bottom - 34 + i * 17}h18"/><text x="${MARGIN.left + 38}" y="${HEIGHT - MARGIN.bottom - 30 + i * 17}">${name}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}: share of values that are larger, by ${unit}"><style>${STYLE}</style><rect width="${WIDTH}" height="${HEIGHT}" rx="8"/>
<text class="t" x="${MARGIN.left}" y="21">${title}</text>
${[...grid, ...lines, ...legend].join('\n')}
<text x="${(WIDTH + MARGIN.left - MARGIN.right) / 2}" y="${HEIGHT - 9}" text-anchor="middle">${unit}</text></svg>
`;
}

function label(power: number): string {
  if (power >= 0 && power < 4) return String(10 ** power);
  if (power < 0 && power > -4) return String(10 ** power);
  return `1e${power}`;
}

const STYLE = `text{font:11px system-ui,sans-serif;fill:#5b6675}.t{font-size:13px;font-weight:600;fill:#1c2430}rect{fill:#fff}.g{stroke:#e5e9ee;fill:none}polyline,.c0,.c1{fill:none;stroke-width:2.2}.c0{stroke:#5b6675;stroke-dasharray:5 3}.c1{stroke:#0e8a66}@media(prefers-color-scheme:dark){text{fill:#9aa7b5}.t{fill:#e6ebf1}rect{fill:#171d25}.g{stroke:#2c3541}.c0{stroke:#b6c2cf}.c1{stroke:#3ec99b}}`;
