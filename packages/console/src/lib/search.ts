/** State that lives in the URL: plain, readable parameters, with defaults left out. */

/** `?a=x&b=y` to strings; nothing is guessed about types. */
export function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (typeof value === 'string' && value !== '') parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** The named parameters that are present, as strings; everything else is dropped. */
export function pickSearch<const N extends string>(
  search: Record<string, unknown>,
  names: readonly N[],
): { [K in N]?: string } {
  const picked: { [K in N]?: string } = {};
  for (const name of names) {
    const value = search[name];
    if (typeof value === 'string' && value !== '') picked[name] = value;
  }
  return picked;
}

export const ranges = { '15m': 900, '1h': 3600, '6h': 21_600, '24h': 86_400, '7d': 604_800, '30d': 2_592_000 } as const;
export type Range = keyof typeof ranges;

export function isRange(text: string | undefined): text is Range {
  return text !== undefined && Object.hasOwn(ranges, text);
}

/**
 * `from` and `to` for the API. A range ends at the newest event, not at the wall clock, so that it means something on a
 * replayed stream too; it is cut to `stepSeconds`, so that a live stream does not make a new request each second.
 */
export function resolveRange(
  search: { readonly range?: string; readonly from?: string; readonly to?: string },
  newest: string | null,
  stepSeconds = 60,
): { readonly from: string; readonly to: string } {
  if (search.from !== undefined || search.to !== undefined) return { from: search.from ?? '', to: search.to ?? '' };
  if (!isRange(search.range) || newest === null) return { from: '', to: '' };
  const step = stepSeconds * 1000;
  const end = Math.floor(Date.parse(newest) / step) * step;
  return { from: new Date(end - ranges[search.range] * 1000).toISOString(), to: '' };
}
