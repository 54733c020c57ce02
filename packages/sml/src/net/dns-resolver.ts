/** Name resolution for `MXLookup`, over Node's resolver or any like it. An edge: nothing in the language imports this. */
import { promises as nodeDns } from 'node:dns';
import type { DnsResolver, MailHostAnswer } from '../functions/services.ts';
import { compareCodePoints } from '../text/code-points.ts';
import { DNS_ANSWERS, DNS_LIFETIME_MILLIS } from './limits.ts';

/** The part of `node:dns/promises` that is used. */
export interface DnsQueries {
  resolveMx(domain: string): Promise<readonly { readonly exchange: string }[]>;
  resolve4(domain: string): Promise<readonly string[]>;
}

/** Codes of a name server that answered: there is no such name or record, or nobody answers for it. */
const NO_ANSWER: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'EREFUSED']);

/** A resolver that remembers its last answers for a few minutes. `now` is in milliseconds. */
export function dnsResolver(queries: DnsQueries = nodeDns, now: () => number = Date.now): DnsResolver {
  const answers = new Map<string, { answer: MailHostAnswer; until: number }>();
  const known = (domain: string): MailHostAnswer | undefined => {
    const entry = answers.get(domain);
    return entry !== undefined && entry.until > now() ? entry.answer : undefined;
  };
  return {
    async fetchMailHost(domain) {
      if (known(domain) !== undefined) return;
      const answer = await lookUp(queries, domain);
      answers.delete(domain);
      answers.set(domain, { answer, until: now() + DNS_LIFETIME_MILLIS });
      for (const oldest of answers.keys()) {
        if (answers.size <= DNS_ANSWERS) break;
        answers.delete(oldest);
      }
    },
    mailHost: (domain) => known(domain) ?? { kind: 'unavailable', reason: `\`${domain}\` has not been looked up` },
  };
}

/** The least address (so that the answer does not depend on the server's order) of the first mail host. */
async function lookUp(queries: DnsQueries, domain: string): Promise<MailHostAnswer> {
  try {
    const [host] = await queries.resolveMx(domain);
    if (host === undefined) return { kind: 'none' };
    const [least] = [...(await queries.resolve4(host.exchange))].sort(compareCodePoints);
    return least === undefined ? { kind: 'none' } : { kind: 'address', address: least };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return NO_ANSWER.has(code) ? { kind: 'none' } : { kind: 'unavailable', reason: `DNS: ${code}` };
  }
}
