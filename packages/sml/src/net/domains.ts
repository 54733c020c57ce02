/** Public suffixes, from the list that `tldts` carries, with the conventions of Python's `tld` package. */
import { parse } from 'tldts';
import { dropLastCodePoints } from '../text/code-points.ts';

const SCHEME = /^(?:[a-z][a-z0-9+.-]*:)?\/\//;

/**
 * The public suffix of a URL's or domain's host, private suffixes included (`blogspot.com`); null for addresses, hosts
 * without a known suffix, and what is no URL.
 */
export function publicSuffix(urlOrDomain: string): string | null {
  const lower = urlOrDomain.toLowerCase();
  const url = SCHEME.test(lower) ? lower : `https://${lower}`;
  const host = /^[^/]*\/\/([^/?#]*)/.exec(url)?.[1] ?? '';
  if (host === '') return null;
  const result = parse(url, { allowPrivateDomains: true, extractHostname: true, validateHostname: false });
  if (result.isIp === true || result.publicSuffix === null) return null;
  if (result.isIcann !== true && result.isPrivate !== true) return null;
  // Of a bare suffix the root's dot stays, as in the reference.
  return host === `${result.publicSuffix}.` ? host : result.publicSuffix;
}

/**
 * Suffix and the label before it, cut from the text by the suffix's length (so a URL with a path gives nonsense, as in the
 * reference); '' for a bare suffix, null without one.
 */
export function registrableDomain(text: string): string | null {
  const suffix = publicSuffix(text);
  if (suffix === null) return null;
  if (suffix === text) return '';
  const rest = dropLastCodePoints(text, suffix.length + 1);
  return `${rest.slice(rest.lastIndexOf('.') + 1)}.${suffix}`;
}
