/**
 * Domains written in a text, with or without a scheme. The text is scanned once: the regular expression that this stands for
 * takes quadratic time on `a.a.a.a…`.
 */
import { splitUrl, WHITESPACE } from '@lapwing/sml';

/** Letters of a domain. Ignoring case, Python also takes ſ, the Kelvin sign, ı and İ for ASCII letters. */
const LETTER = 'a-zA-Zſ\u212aıİ';
const HOST_RUN = new RegExp(`[${LETTER}0-9.-]+`, 'g');
const ALPHANUMERIC = new RegExp(`^[${LETTER}0-9]$`);
const TOP_LEVEL = new RegExp(`^[${LETTER}]{2,}`);
const TAIL = new RegExp(`[:/][^${WHITESPACE}]*`, 'y');
const SCHEME = /https?:\/\/$/i;
const MAX_LABEL = 63;

/** Hosts (with port, where one is written) in lower case, without `www.`, each once, in order of appearance. */
export function extractDomains(text: string): string[] {
  if (!text.includes('.')) return [];
  const domains = new Set<string>();
  let after = 0;
  for (const run of text.matchAll(HOST_RUN)) {
    const offset = run.index;
    let from = Math.max(0, after - offset);
    for (const { start, end } of hostsIn(run[0], from)) {
      if (start < from) continue;
      TAIL.lastIndex = offset + end;
      const tail = TAIL.exec(text)?.[0] ?? '';
      const domain = domainOf(text, after, offset + start, run[0].slice(start, end) + tail);
      if (domain !== null && domain !== '') domains.add(domain);
      from = end + tail.length;
      after = offset + from;
    }
  }
  return [...domains];
}

/** Hosts in a run of host characters, leftmost first: labels with dots, then two letters or more, as many labels as can be. */
function* hostsIn(run: string, start: number): Generator<{ start: number; end: number }> {
  const dots: number[] = [];
  for (let at = run.indexOf('.', start); at >= 0; at = run.indexOf('.', at + 1)) dots.push(at);
  const ends = hostEnds(run, dots);
  let from = start;
  for (const [i, dot] of dots.entries()) {
    const end = ends[i] ?? null;
    const label = end === null || dot < from ? null : labelStart(run, Math.max(from, (dots[i - 1] ?? -1) + 1), dot);
    if (end === null || label === null) continue;
    yield { start: label, end };
    from = end;
  }
}

/** For each dot, where a host ends whose label stands before it; null where none does. */
function hostEnds(run: string, dots: readonly number[]): (number | null)[] {
  const ends: (number | null)[] = new Array(dots.length).fill(null);
  for (let i = dots.length - 1; i >= 0; i--) {
    const next = (dots[i] ?? 0) + 1;
    const nextDot = dots[i + 1];
    const further = nextDot !== undefined && isLabel(run, next, nextDot) ? (ends[i + 1] ?? null) : null;
    const top = TOP_LEVEL.exec(run.slice(next, nextDot ?? run.length));
    ends[i] = further ?? (top === null ? null : next + top[0].length);
  }
  return ends;
}

function isLabel(run: string, start: number, end: number): boolean {
  const length = end - start;
  return length >= 1 && length <= MAX_LABEL && isAlphanumeric(run, start) && isAlphanumeric(run, end - 1);
}

/** The leftmost place where a label that ends at the dot can begin. */
function labelStart(run: string, from: number, dot: number): number | null {
  for (let start = Math.max(from, dot - MAX_LABEL); start < dot; start++) if (isLabel(run, start, dot)) return start;
  return null;
}

const isAlphanumeric = (run: string, at: number): boolean => ALPHANUMERIC.test(run[at] ?? '');

/** The domain of a match; a scheme before it belongs to the match, and only a lower-case one is known to be one. */
function domainOf(text: string, after: number, start: number, match: string): string | null {
  const scheme = SCHEME.exec(text.slice(Math.max(after, start - 'https://'.length), start))?.[0];
  if (scheme !== undefined && scheme !== scheme.toLowerCase())
    return scheme.slice(0, scheme.indexOf('/')).toLowerCase();
  const url = splitUrl(`http://${match}`);
  if (url === null) return null;
  return url.netloc.replace(/^www\./, '').toLowerCase();
}
