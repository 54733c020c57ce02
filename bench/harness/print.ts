/** Results for a terminal, and as the tables of RESULTS.md. */
import type { Benchmark } from './catalog.ts';
import type { Measured } from './median.ts';

export type Result = { readonly benchmark: Benchmark } & (
  | { readonly state: 'measured'; readonly runs: number; readonly figures: readonly Measured[] }
  | { readonly state: 'skipped' | 'failed'; readonly reason: string }
);

const number = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 3 });
const spread = ({ lowest, highest }: Measured) =>
  lowest === highest ? number(lowest) : `${number(lowest)} to ${number(highest)}`;

export function asText(result: Result): string {
  const title = `${result.benchmark.name}: ${result.benchmark.about}`;
  if (result.state !== 'measured') return `${title}\n  ${result.state}: ${result.reason}\n`;
  const rows = result.figures.map((figure) => [
    figure.name,
    number(figure.median),
    result.runs > 1 ? spread(figure) : '',
    result.benchmark.targets[figure.name] ?? '',
  ]);
  const head = ['', 'median', result.runs > 1 ? 'runs' : '', 'target'];
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const lines = [head, ...rows].map((row) => {
    const cells = row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)));
    return `  ${cells.join('  ')}`.trimEnd();
  });
  return `${title} (${result.runs} runs)\n${lines.join('\n')}\n`;
}

export function asMarkdown(result: Result): string {
  const { name, about, targets } = result.benchmark;
  const title = `## ${name}\n\n${about.charAt(0).toUpperCase()}${about.slice(1)}.\n`;
  if (result.state !== 'measured') return `${title}\nNot measured: ${result.reason}.\n`;
  const rows = result.figures.map(
    (figure) => `| ${figure.name} | ${number(figure.median)} | ${spread(figure)} | ${targets[figure.name] ?? ''} |`,
  );
  return `${title}\n| figure | median | ${result.runs} runs | target |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}
