/**
 * What a benchmark tells the runner: figures by name, the unit last in the name (`posts, events/s`, `p99, ms`). With `--json` they are
 * one line of JSON on standard output, which the runner reads; otherwise a list for a person.
 */
export type Figures = Readonly<Record<string, number>>;

export type Report = { readonly figures: Figures } | { readonly skipped: string };

const PEAK_RSS = 'peak RSS, MB';

/** Print what was measured. The benchmark's own peak memory is added where it does not name that of another process. */
export function report(figures: Figures): void {
  const all: Record<string, number> = {};
  for (const [name, value] of Object.entries(figures)) all[name] = round(value);
  all[PEAK_RSS] ??= Math.round(process.resourceUsage().maxRSS / 1024);
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ figures: all }));
    return;
  }
  const width = Math.max(...Object.keys(all).map((name) => name.length));
  for (const [name, value] of Object.entries(all)) console.log(`${name.padEnd(width)}  ${value.toLocaleString('en')}`);
}

/** Say why nothing was measured. */
export function skip(reason: string): void {
  console.log(process.argv.includes('--json') ? JSON.stringify({ skipped: reason }) : `skipped: ${reason}`);
}

/** The last line of a benchmark's output as a report, or null where it is none. */
export function parseReport(output: string): Report | null {
  const line = output.trimEnd().split('\n').at(-1) ?? '';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if ('skipped' in value && typeof value.skipped === 'string') return { skipped: value.skipped };
  if (!('figures' in value) || typeof value.figures !== 'object' || value.figures === null) return null;
  const figures: Record<string, number> = {};
  for (const [name, figure] of Object.entries(value.figures)) {
    if (typeof figure !== 'number') return null;
    figures[name] = figure;
  }
  return { figures };
}

export function perSecond(count: number, startedMillis: number): number {
  return (count / (performance.now() - startedMillis)) * 1000;
}

/** Three digits are more than a shared machine repeats; whole numbers stay whole. */
function round(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
