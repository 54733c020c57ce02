/** Exact values, and domains with their subdomains: one hash look-up for each form of the input. */
import type { Matcher } from './matcher.ts';

/** Values compared after `fold`. The entries themselves are the index: `isLive` knows them. */
export class ExactMatcher implements Matcher {
  readonly #fold: (value: string) => string;

  constructor(fold: (value: string) => string) {
    this.#fold = fold;
  }

  normalize(value: string): string | { readonly problem: string } {
    const folded = this.#fold(value);
    return folded === '' ? { problem: 'is empty' } : folded;
  }

  add(): void {}

  delete(): void {}

  settle(): void {}

  *settling(): Generator<void> {}

  describe(): void {}

  match(input: string, isLive: (value: string) => boolean): string | null {
    const folded = this.#fold(input);
    return isLive(folded) ? folded : null;
  }
}

/** A domain matches itself and what lies under it. */
export class DomainMatcher implements Matcher {
  normalize(value: string): string | { readonly problem: string } {
    const host = hostOf(value.replace(/^\*?\./, ''));
    return host === null ? { problem: 'is no domain' } : host;
  }

  add(): void {}

  delete(): void {}

  settle(): void {}

  *settling(): Generator<void> {}

  describe(): void {}

  match(input: string, isLive: (value: string) => boolean): string | null {
    const host = hostOf(input);
    if (host === null) return null;
    for (let at = 0; ; ) {
      const domain = host.slice(at);
      if (isLive(domain)) return domain;
      const dot = host.indexOf('.', at);
      if (dot < 0) return null;
      at = dot + 1;
    }
  }
}

const PLAIN_HOST = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const HOST_UNITS_MAX = 2_048;

/** The host of a domain, URL or e-mail address: lower case, in ASCII form, without a dot at its end. */
function hostOf(text: string): string | null {
  if (text.length > HOST_UNITS_MAX) return null;
  const lower = text.trim().toLowerCase();
  const bare = lower.endsWith('.') ? lower.slice(0, -1) : lower;
  if (PLAIN_HOST.test(bare) && !bare.includes('xn--')) return bare;
  const address = /^[^\s/?#@]+@([^\s/?#@]+)$/.exec(lower)?.[1];
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//.test(lower) ? lower : `http://${address ?? lower}`);
  const host = url === null ? '' : webHost(url);
  return host === '' ? null : host.replace(/\.$/, '');
}

/** Hosts of other schemes are not put in ASCII form by the parser. */
function webHost(url: URL): string {
  if (url.protocol === 'http:' || url.protocol === 'https:') return url.hostname;
  return URL.parse(`http://${decodeSafely(url.hostname)}`)?.hostname ?? '';
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
