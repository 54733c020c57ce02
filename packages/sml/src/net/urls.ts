/** URLs in a text, split and put together again as Python's `urllib.parse` does. */
import { WHITESPACE } from '../text/whitespace.ts';
import { parseIpv6 } from './ip.ts';

export interface SplitUrl {
  readonly scheme: string;
  readonly netloc: string;
  readonly path: string;
  /** After the `;` of the last path segment. */
  readonly params: string;
  readonly query: string;
  readonly fragment: string;
}

/** Every `http://…` and `https://…` up to whitespace, `)` or `>`; the part after the slashes has two characters or more. */
export function findUrls(text: string): string[] {
  if (!text.includes('http')) return [];
  return text.match(new RegExp(`https?://[^/${WHITESPACE}][^${WHITESPACE})>]+`, 'gu')) ?? [];
}

/** The parts of an http URL; null where Python's parser raises or there is no host. */
export function splitUrl(url: string): SplitUrl | null {
  const match = /^(https?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/su.exec(url);
  if (match === null) return null;
  const [, scheme = '', netloc = '', rawPath = '', query = '', fragment = ''] = match;
  if (netloc === '' || !isValidNetloc(netloc)) return null;
  const semicolon = rawPath.indexOf(';', rawPath.lastIndexOf('/') + 1);
  const path = semicolon < 0 ? rawPath : rawPath.slice(0, semicolon);
  const params = semicolon < 0 ? '' : rawPath.slice(semicolon + 1);
  return { scheme, netloc, path, params, query, fragment };
}

/** The URL put together again: empty queries, fragments and parameters lose their mark. */
export function normalizeUrl({ scheme, netloc, path, params, query, fragment }: SplitUrl): string {
  const withParams = params === '' ? path : `${path};${params}`;
  const slash = withParams === '' || withParams.startsWith('/') ? '' : '/';
  const tail = `${query === '' ? '' : `?${query}`}${fragment === '' ? '' : `#${fragment}`}`;
  return `${scheme}://${netloc}${slash}${withParams}${tail}`;
}

/** What stands before the first `:`; an IPv6 address with its brackets. User names are not recognised, as in the reference. */
export function hostOf({ netloc }: SplitUrl): string {
  const bracket = netloc.startsWith('[') ? netloc.indexOf(']') : -1;
  if (bracket >= 0) return netloc.slice(0, bracket + 1);
  const colon = netloc.indexOf(':');
  return colon < 0 ? netloc : netloc.slice(0, colon);
}

/** Brackets hold an IP address, and no character turns into a delimiter when normalised (CVE-2019-9636). */
function isValidNetloc(netloc: string): boolean {
  if (netloc.includes('[') !== netloc.includes(']')) return false;
  if (netloc.includes('[') && !isBracketedHost(netloc.slice(netloc.lastIndexOf('@') + 1))) return false;
  const bare = netloc.replace(/[@:#?]/g, '');
  const normalized = bare.normalize('NFKC');
  return normalized === bare || !/[/?#@:]/.test(normalized);
}

function isBracketedHost(hostAndPort: string): boolean {
  const match = /^\[([^\]]*)\](?::.*)?$/s.exec(hostAndPort);
  if (match === null) return false;
  const host = match[1] ?? '';
  return /^v[0-9a-fA-F]+\..+$/.test(host) || parseIpv6(host.split('%')[0] ?? '') !== null;
}
