/** Mail hosts over a name server of our own. */
import { expect, it } from 'vitest';
import { dnsResolver } from '../../src/net/dns-resolver.ts';
import { DNS_ANSWERS, DNS_LIFETIME_MILLIS } from '../../src/net/limits.ts';

function server(hosts: Readonly<Record<string, readonly string[] | string>>) {
  const asked: string[] = [];
  const fail = (code: string) => Object.assign(new Error(code), { code });
  return {
    asked,
    resolveMx: async (domain: string) => {
      asked.push(domain);
      const answer = hosts[domain] ?? 'ENOTFOUND';
      if (typeof answer === 'string') throw fail(answer);
      return [{ exchange: `mx.${domain}` }, { exchange: 'other' }];
    },
    resolve4: async (host: string) => {
      const answer = hosts[host.slice('mx.'.length)];
      return typeof answer === 'string' || answer === undefined ? [] : answer;
    },
  };
}

it('gives the least address of the first mail host', async () => {
  const resolver = dnsResolver(
    server({ 'a.example': ['192.0.2.20', '192.0.2.100', '192.0.2.3'], 'b.example': [], c: 'ETIMEOUT' }),
  );
  for (const domain of ['a.example', 'b.example', 'c', 'd']) await resolver.fetchMailHost(domain);
  expect(['a.example', 'b.example', 'c', 'd', 'e'].map((domain) => resolver.mailHost(domain))).toEqual([
    { kind: 'address', address: '192.0.2.100' },
    { kind: 'none' },
    { kind: 'unavailable', reason: 'DNS: ETIMEOUT' },
    { kind: 'none' },
    { kind: 'unavailable', reason: '`e` has not been looked up' },
  ]);
});

it('asks once, until the answer is old or crowded out', async () => {
  let now = 0;
  const names = server({ a: ['192.0.2.1'] });
  const resolver = dnsResolver(names, () => now);
  await resolver.fetchMailHost('a');
  await resolver.fetchMailHost('a');
  expect(names.asked).toEqual(['a']);
  now = DNS_LIFETIME_MILLIS;
  expect(resolver.mailHost('a').kind).toBe('unavailable');
  await resolver.fetchMailHost('a');
  expect(names.asked).toEqual(['a', 'a']);
  for (let i = 0; i < DNS_ANSWERS; i++) await resolver.fetchMailHost(`n${i}`);
  expect(resolver.mailHost('a').kind).toBe('unavailable');
});
