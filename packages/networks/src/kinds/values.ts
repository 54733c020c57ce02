/** What the values of a column name: links, domains, hashtags, addresses. A value may name several, or none. */
import { getDomain } from 'tldts';

/** A JSON list as its items, else null. */
function listOf(value: string): string[] | null {
  if (!value.startsWith('[') || !value.endsWith(']')) return null;
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return null;
  }
  return Array.isArray(parsed) ? parsed.filter((item) => item !== null).map((item) => String(item).trim()) : null;
}

const LINK = /https?:\/\/[^\s<>"'`]+/giu;
/** What a sentence puts behind a link. */
const AFTER_LINK = /[.,;:!?…)\]}]+$/u;

/** Links of a text or list. `bare` takes a value without `://` as a list of links, separated by spaces or commas. */
export function linksOf(value: string, bare: boolean): string[] {
  const found = (value.match(LINK) ?? []).map((link) => link.replace(AFTER_LINK, ''));
  if (found.length > 0 || !bare) return distinct(found.map(canonicalLink));
  const items = listOf(value) ?? value.split(/[\s,]+/);
  return distinct(items.map((item) => canonicalLink(item)));
}

/** Parameters that say where a reader came from, and nothing of what is read. */
const TRACKING =
  /^(utm_\w+|fbclid|gclid|dclid|msclkid|igshid|igsh|mc_[ce]id|ref_src|ref_url|_hsenc|_hsmi|yclid|twclid|ttclid)$/i;

/**
 * A link as what it leads to: without scheme, `www.`, default port, fragment, tracking parameters and closing slash; the host in lower
 * case and ASCII. What is no link stays as it is.
 */
function canonicalLink(link: string): string {
  const url = URL.parse(link.includes('://') ? link : `http://${link}`);
  if (url === null || url.hostname === '' || (!link.includes('://') && !url.hostname.includes('.'))) return link.trim();
  const kept = [...url.searchParams].filter(([name]) => !TRACKING.test(name));
  // Unless something goes, the text stays as it was written: encoding it anew might change it.
  const query =
    kept.length === url.searchParams.size ? url.search : kept.length === 0 ? '' : `?${new URLSearchParams(kept)}`;
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${url.hostname.replace(/^www\./, '')}${port}${url.pathname.replace(/\/$/, '')}${query}`;
}

/** Registrable domains (public suffix list) of a value's links; hosts that have none, such as addresses, as they are. */
export function domainsOf(value: string, bare: boolean): string[] {
  return distinct(
    linksOf(value, bare).map((link) => {
      const host = link.replace(/[/?#].*$/su, '');
      return getDomain(`http://${host}`, { allowPrivateDomains: true }) ?? host;
    }),
  );
}

const HASHTAG = /(?:^|[^\p{L}\p{N}_&/])[#＃]([\p{L}\p{M}\p{N}_]+)/gu;

/** Hashtags of a text or list, without the sign, in lower case. `bare` takes a value without a sign as a list of tags. */
export function hashtagsOf(value: string, bare: boolean): string[] {
  const found = [...value.matchAll(HASHTAG)].map(([, tag]) => tag ?? '').filter((tag) => !/^\p{N}+$/u.test(tag));
  const items = found.length > 0 || !bare ? found : (listOf(value) ?? value.split(/[\s,;]+/));
  return distinct(items.map((tag) => tag.normalize('NFKC').toLowerCase()));
}

/** An IPv4 address as it is, of an IPv6 address the network (/64) that one subscriber has; what is no address as it stands. */
export function addressOf(value: string): string {
  const text = value
    .trim()
    .toLowerCase()
    .replace(/^\[|\]$/g, '');
  if (!text.includes(':')) return text;
  const host = URL.parse(`http://[${text.replace(/%.*$/, '')}]`)?.hostname.slice(1, -1);
  if (host === undefined) return text;
  const parts = expanded(host);
  const isMapped = parts.slice(0, 5).every((part) => part === 0) && parts[5] === 0xff_ff;
  if (isMapped) return [parts[6]! >> 8, parts[6]! & 255, parts[7]! >> 8, parts[7]! & 255].join('.');
  return `${parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}

/** The eight parts of an IPv6 address as URLs write it. */
function expanded(host: string): number[] {
  const [head = '', tail] = host.split('::');
  const numbers = (text: string) => (text === '' ? [] : text.split(':').map((part) => Number.parseInt(part, 16)));
  const [before, after] = [numbers(head), numbers(tail ?? '')];
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '');
}
