/** A ruleset with features of every type, hostile events for it, and a warehouse of what it decides on them. */
import { compileRuleset, type Decision, type Host, parseJson, type Ruleset } from '@lapwing/sml';
import * as fc from 'fast-check';
import { openWarehouse, type Row, type Warehouse } from '../../src/index.ts';
import { programOf } from './program.ts';

export const RULES = `
S: str = JsonData(path='$.s', required=False)
T: str = JsonData(path='$.t', required=False, coerce_type=True)
O: Optional[str] = JsonData(path='$.o')
N: int = JsonData(path='$.n', required=False)
M: int = JsonData(path='$.m', required=False)
X: Optional[int] = JsonData(path='$.x')
F: float = JsonData(path='$.f', required=False)
G: float = JsonData(path='$.g', required=False)
H: Optional[float] = JsonData(path='$.h')
B: bool = JsonData(path='$.b', required=False)
L: List[str] = JsonData(path='$.l', required=False)
K: List[int] = JsonData(path='$.k', required=False)
P: List[float] = JsonData(path='$.p', required=False)
J: str | int = JsonData(path='$.j', required=False, coerce_type=False)
W: float | str = JsonData(path='$.w', required=False, coerce_type=False)
U: Entity[str] = EntityJson(type='User', path='$.u', required=False)
V: Entity[str] = EntityJson(type='User', path='$.v', required=False)
I: Entity[int] = EntityJson(type='Ip', path='$.i', required=False)
When: str = JsonData(path='$.when', required=False)
Link: str = JsonData(path='$.link', required=False)
Age = TimeSince(timestamp=When)
Older = TimeSince(timestamp=T)
Found = ListContains(list='words', phrases=[O])
Alias = U
Held = ResolveOptional(optional_value=U)
Trial = Experiment(entity=U, buckets=['control', 't1'], bucket_sizes=[40.0, 40.0], version=1, revision=2)
R = Rule(when_all=[N > 1, S != 'a'], description='r')
Q = Rule(when_all=['a' in S], description=f'q {S}')
Rr = R
Limit = 5
Word = 'ab'
Words = ['a', 'ab', 'é']
Pattern = '[aé]b?'
`;
const pick = <T>(...from: readonly T[]) => fc.constantFrom(...from);
const TEXTS = [
  '',
  'a',
  'A',
  'ab',
  'aB',
  'b a',
  'héß😀',
  "'; DROP",
  '%',
  'a_b',
  ' x\t',
  'ΑΣ ΣΑ',
  'İI',
  'a\nb',
  '5',
  '-7',
  ' 12 ',
  '1_000',
  'a\u0000b',
  'e\u0301',
  '👩‍👩‍👧',
  '\ud83d',
  'a\udc00b',
  'ﬁ',
  'ǅ',
  'ᎠꭰỳῪ',
  '𐐀𐐨',
  '\u200bspam\u200b',
  'SPAM',
  's p a m',
  '１２',
  'x'.repeat(300),
  'see https://Example.com/a?b=c and http://sub.example.co.uk:80/x)',
  'bob@Mail.Example.COM',
  '+4915112345678',
  '192.0.2.77',
  '2001:db8::1',
  'sid=1; theme="dark"',
  'aGk=',
  '!!!',
  'at://did:plc:abc/app.bsky.feed.post/3k',
  '2026-01-01T00:00:00+05:00',
  'None',
  'true',
] as const;
const INTS = [
  '0',
  '1',
  '-1',
  '2',
  '3',
  '5',
  '-7',
  '2147483648',
  '-9007199254740991',
  '9007199254740993',
  '9223372036854775807',
  '-9223372036854775808',
  '9223372036854775808',
  '18446744073709551617',
  `1${'0'.repeat(38)}`,
  `-9${'7'.repeat(45)}`,
];
const FLOATS = [
  '0.0',
  '-0.0',
  '0.5',
  '-0.5',
  '1.0',
  '2.5',
  '-7.25',
  '1e20',
  '9007199254740992.0',
  '9.223372036854775807e18',
  '1e300',
  '-1e308',
  '5.0',
  '0.1',
  '1e-320',
];
const TIMES = ['2026-01-02T03:04:05Z', '2025-12-31', '2030-01-01', 'never', '2026-01-01T00:00:00+05:00', '1'];

const text = pick(...TEXTS).map((value) => JSON.stringify(value));
const number = fc.oneof(pick(...INTS), pick(...FLOATS), pick('"nan"', '"inf"', '"-Infinity"', '"3.5"'));
const anything = fc.oneof(
  text,
  pick(...INTS),
  pick(...FLOATS),
  pick('null', 'true', 'false', '[]', '[1,"a",null]', '{"k":1}'),
);
/** Mostly of the right type, sometimes missing, null or something else. */
const mostly = (json: fc.Arbitrary<string>) =>
  fc.oneof(
    { weight: 8, arbitrary: json },
    { weight: 1, arbitrary: fc.constant('null') },
    { weight: 1, arbitrary: anything },
    { weight: 2, arbitrary: fc.constant(null) },
  );
const listOf = (json: fc.Arbitrary<string>) => fc.array(json, { maxLength: 4 }).map((items) => `[${items.join(',')}]`);
const bool = pick('true', 'false');
const id = pick('"a"', '"ab"', '"5"', '"é"');

const EVENT = fc.record({
  s: mostly(text),
  t: mostly(
    fc.oneof(
      text,
      pick(...TIMES).map((time) => JSON.stringify(time)),
    ),
  ),
  o: mostly(text),
  n: mostly(pick(...INTS)),
  m: mostly(pick(...INTS)),
  x: mostly(pick(...INTS)),
  f: mostly(number),
  g: mostly(number),
  h: mostly(number),
  b: mostly(bool),
  l: mostly(listOf(text)),
  k: mostly(listOf(pick(...INTS))),
  p: mostly(listOf(number)),
  j: mostly(fc.oneof(text, pick(...INTS))),
  w: mostly(fc.oneof(text, number)),
  u: mostly(id),
  v: mostly(id),
  i: mostly(pick('5', '6', '"7"')),
  when: mostly(pick(...TIMES).map((time) => JSON.stringify(time))),
  link: mostly(text),
});

/** Events as JSON texts: what a lossless parser makes of them is what arrives. */
const eventText = (event: Readonly<Record<string, string | null>>): string =>
  `{${Object.entries(event)
    .flatMap(([key, json]) => (json === null ? [] : [`"${key}":${json}`]))
    .join(',')}}`;

const ACTIONS = ['post', 'follow', 'a'];

export interface HostileEvent {
  readonly id: string;
  readonly name: string;
  readonly timeMillis: number;
  readonly text: string;
}

export const hostileEvents = (count: number, seed: number): readonly HostileEvent[] =>
  fc.sample(EVENT, { numRuns: count, seed }).map((event, i) => ({
    id: i % 5 === 0 ? `e${i}` : String(i),
    name: ACTIONS[i % ACTIONS.length]!,
    timeMillis: Date.UTC(2026, 0, 2, 3, 4, 5) + i * 977,
    text: eventText(event),
  }));

const NO_SERVICES: Host = {
  service: (key) => {
    throw new Error(`no ${key.name} here`);
  },
};

export function decide(ruleset: Ruleset, event: HostileEvent, position: number): Decision {
  const parsed = parseJson(event.text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('not an object');
  const actionId = /^\d+$/.test(event.id) ? Number(event.id) : null;
  const { id: eventId, name, timeMillis } = event;
  const action = { id: eventId, actionId, name, timeMillis, data: parsed as never, secretData: null };
  return ruleset.evaluate(action, NO_SERVICES, { position });
}

/** A warehouse of the decisions of the base rules on these events; the position of an event is its index. */
export async function warehouseOf(path: string, events: readonly HostileEvent[]): Promise<Warehouse> {
  const ruleset = compileRuleset(programOf(RULES));
  const warehouse = await openWarehouse(path, { readerThreads: 1 });
  const rows = events.map((event, position): Row => {
    const decision = decide(ruleset, event, position);
    return {
      position,
      eventId: event.id,
      action: event.name,
      timeMillis: event.timeMillis,
      ingestedAtMillis: event.timeMillis,
      values: decision.values,
      verdicts: decision.verdicts,
      labelMutations: decision.labelMutations,
      hits: [],
      observations: '[]',
      errorCount: 0,
    };
  });
  const half = Math.floor(rows.length / 2);
  await warehouse.append({ features: ruleset.features, rulesetHash: 'base', rows: rows.slice(0, half) });
  await warehouse.flush();
  await warehouse.append({ features: ruleset.features, rulesetHash: 'base', rows: rows.slice(half) });
  return warehouse;
}
