/** Functions of IP addresses, domains, e-mail addresses and cookies. */
import { parseCookies } from '../net/cookies.ts';
import { publicSuffix, registrableDomain } from '../net/domains.ts';
import { parseIpv4, parseIpv6 } from '../net/ip.ts';
import { BOOL, listOf, STR } from '../types/types.ts';
import { FAILED } from '../values/values.ts';
import type { CallSite, FunctionDeclaration, Parameter } from './declaration.ts';
import { constantString, simpleFunction } from './define.ts';
import { DNS } from './services.ts';

const domain: Parameter = { name: 'domain', type: STR, doc: 'A domain name.' };
const common = { result: STR, purity: 'pure', cost: 20, failure: 'silent' } as const;

const ipNetwork = simpleFunction({
  ...common,
  name: 'IpNetwork',
  failure: 'reported',
  category: 'ip',
  doc:
    'The /24 network of an IPv4 address. An IPv6 address is only written in full, without a mask: two neighbours of one ' +
    '/64 are different networks.',
  examples: [
    {
      source: "A = IpNetwork(ip='1.2.3.4')\nB = IpNetwork(ip='2001:db8::1')",
      features: { A: '1.2.3.0', B: '2001:db8:0:0:0:0:0:1' },
    },
  ],
  parameters: [{ name: 'ip', type: STR, doc: 'An address. Anything else is an error.' }],
  run: (context, ip: string) => {
    const v4 = parseIpv4(ip);
    if (v4 !== null) return `${v4.slice(0, 3).join('.')}.0`;
    const v6 = parseIpv6(ip);
    if (v6 !== null) return v6.map((group) => group.toString(16)).join(':');
    return context.fail('AddressValueError', `\`${ip}\` is not an IP address`);
  },
});

const domainTld = simpleFunction({
  ...common,
  name: 'DomainTld',
  category: 'dns',
  doc: 'The public suffix of a domain name or URL; fails silently where there is none.',
  examples: [{ source: "A = DomainTld(domain='www.example.co.uk')", features: { A: 'co.uk' } }],
  parameters: [domain],
  run: (_context, name: string) => publicSuffix(name) ?? FAILED,
});

const domainChopper = simpleFunction({
  name: 'DomainChopper',
  category: 'dns',
  doc: 'The registrable domain (public suffix and one label) of each domain. Fails silently where one has no public suffix.',
  examples: [
    {
      source: "A = DomainChopper(urls=['a.b.example.com', 'example.co.uk'])",
      features: { A: ['example.com', 'example.co.uk'] },
    },
  ],
  parameters: [
    { name: 'urls', type: listOf(STR), doc: 'Domain names.' },
    { name: 'fld', type: BOOL, constant: true, default: false, doc: 'Without effect, as in the reference.' },
  ],
  result: listOf(STR),
  purity: 'pure',
  cost: 60,
  failure: 'silent',
  run: (_context, urls: readonly string[]) => {
    const chopped: string[] = [];
    for (const url of urls) {
      const registrable = registrableDomain(url);
      if (registrable === null) return FAILED;
      chopped.push(registrable);
    }
    return chopped;
  },
});

const email: Parameter = { name: 'email', type: STR, doc: 'An e-mail address.' };

/** What stands before and after the last `@`. */
function splitEmail(address: string): { local: string; host: string } | null {
  const at = address.lastIndexOf('@');
  return at < 0 ? null : { local: address.slice(0, at), host: address.slice(at + 1).toLowerCase() };
}

const emailFunctions: readonly FunctionDeclaration[] = [
  simpleFunction({
    ...common,
    name: 'EmailLocalPart',
    category: 'email',
    doc: 'What stands before the last `@`; fails silently without one.',
    examples: [{ source: "A = EmailLocalPart(email='a.b+c@ex.co.uk')", features: { A: 'a.b+c' } }],
    parameters: [email],
    run: (_context, address: string) => splitEmail(address)?.local ?? FAILED,
  }),
  simpleFunction({
    ...common,
    name: 'EmailSubdomain',
    category: 'email',
    doc: 'The whole host after the last `@`, in lower case; fails silently without one.',
    examples: [{ source: "A = EmailSubdomain(email='a@Mail.Ex.co.uk')", features: { A: 'mail.ex.co.uk' } }],
    parameters: [email],
    run: (_context, address: string) => splitEmail(address)?.host || FAILED,
  }),
  simpleFunction({
    ...common,
    name: 'EmailDomain',
    category: 'email',
    doc: 'The registrable domain after the last `@`, in lower case; the host itself where its suffix is unknown.',
    examples: [{ source: "A = EmailDomain(email='a@Mail.Ex.co.uk')", features: { A: 'ex.co.uk' } }],
    parameters: [email],
    run: (_context, address: string) => {
      const host = splitEmail(address)?.host;
      return host ? registrableDomain(host) || host : FAILED;
    },
  }),
];

const extractCookie: FunctionDeclaration = {
  ...common,
  name: 'ExtractCookie',
  failure: 'reported',
  category: 'http',
  doc: 'The value of one cookie of a `Cookie` header; fails silently where the header has none of that name.',
  examples: [{ source: "A = ExtractCookie(header='a=1; b=2', key='b')", features: { A: '2' } }],
  parameters: [
    { name: 'header', type: STR, doc: 'The header.' },
    { name: 'key', type: STR, constant: true, doc: "The cookie's name." },
  ],
  bind(site: CallSite) {
    const key = constantString(site, 'key') ?? '';
    return {
      arguments: ['header'],
      call: (context, header: string) => {
        const cookies = parseCookies(header);
        return cookies.ok ? (cookies.values.get(key) ?? FAILED) : context.fail('CookieError', cookies.message);
      },
    };
  },
};

const mxLookup: FunctionDeclaration = {
  ...common,
  name: 'MXLookup',
  failure: 'reported',
  category: 'email',
  doc: 'The least address of the first mail host of a domain; fails silently where the domain has none.',
  examples: [{ source: "A = MXLookup(domain='example.com')", features: { A: '192.0.2.1' } }],
  parameters: [domain],
  purity: 'impure',
  cost: 100_000,
  async: true,
  batchable: true,
  bind: () => ({
    arguments: ['domain'],
    prepare: (context, name: string) => context.service(DNS).fetchMailHost(name),
    call: (context, name: string) => {
      const answer = context.service(DNS).mailHost(name);
      switch (answer.kind) {
        case 'address':
          return answer.address;
        case 'none':
          return FAILED;
        case 'unavailable':
          return context.fail('LookupUnavailable', answer.reason);
      }
    },
  }),
};

export const netFunctions = (): FunctionDeclaration[] => [
  ipNetwork,
  domainTld,
  domainChopper,
  ...emailFunctions,
  extractCookie,
  mxLookup,
];
