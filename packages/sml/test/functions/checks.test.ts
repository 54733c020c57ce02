/** What functions refuse when a ruleset is checked, in the reference's words; and what depends on services. */
import { describe, expect, it } from 'vitest';
import { LABELS, type LabelReader, type LabelState, RANDOMNESS } from '../../src/functions/services.ts';
import { EntityValue, IntegralFloat, RuleValue, TimeDeltaValue, type Value } from '../../src/index.ts';
import { bindFunction, callFunction, EVENT_TIME, resultOf } from './harness.ts';

const errorsOf = (name: string, args: Record<string, Value>, assignedTo: string | null = 'E') =>
  bindFunction(name, args, { assignedTo, config: { labels: { spammer: {} } } }).errors;

describe('static checks', () => {
  it('regular expressions', () => {
    expect(errorsOf('RegexMatch', { target: '', pattern: 'a(' })).toEqual([
      'invalid regex pattern [error: missing ), unterminated subpattern at position 1]',
    ]);
    expect(errorsOf('RegexMatch', { target: '', pattern: 'a{4294967295}' })).toEqual([
      'invalid regex pattern [OverflowError: the repetition number is too large]',
    ]);
    expect(errorsOf('CountRegexMatches', { target: '', patterns: ['a', '*', ')'] })).toEqual([
      "invalid regex pattern '*': nothing to repeat at position 0",
      "invalid regex pattern ')': unbalanced parenthesis at position 0",
    ]);
    expect(errorsOf('RegexMatchMap', { target: [], pattern: 'a', mode: 'some' })).toEqual([
      'mode must be one of `all` or `any`, not `some`',
    ]);
  });

  it('slices, ranges and buckets', () => {
    expect(errorsOf('StringSlice', { s: '', start: 3, end: 2 })).toEqual([
      'invalid `start` [`start` must be less than or equal to `end`]',
    ]);
    expect(errorsOf('StringSlice', { s: '', start: -2, end: -1 })).toEqual([
      'invalid `start` [`start` must be a non-negative integer]',
      'invalid `end` [`end` must be a non-negative integer]',
    ]);
    expect(errorsOf('RandomBool', { percentage: 1.5 })).toEqual([
      'invalid `percentage` [this must be between 0.0 and 1.0]',
    ]);
    expect(errorsOf('RandomBool', { percentage: new IntegralFloat(1) })).toEqual([
      'invalid `percentage` [this will always be `True`]',
    ]);
    expect(errorsOf('RandomInt', { start: 2, end: 2 })).toEqual([
      'invalid `start` [the `start` value must be less than the `end` value]',
    ]);
    expect(errorsOf('GetTimestampBucket', { timestamp: 1, granularity_seconds: 60 })).toEqual([
      'invalid `granularity_seconds` [granularity_seconds can not be less than 3600 (1 hour)]',
    ]);
  });

  it('labels', () => {
    const entity = new EntityValue('User', 'bob');
    expect(errorsOf('HasLabel', { entity, label: 'spamer', status: 'manually_added' })).toEqual([
      'unknown label status [expected `added` or `removed`, got `manually_added`\nto specify a manually set label, set `manual=True`]',
      'unknown label [unknown label `spamer`, did you mean `spammer`?]',
    ]);
  });

  it('experiments', () => {
    const entity = new EntityValue('User', 'bob');
    const base = { entity, version: 1, revision: 1 };
    const sizes = (...percents: Value[]) => percents;
    const half = new IntegralFloat(50);
    expect(errorsOf('Experiment', { ...base, buckets: ['a', 'b'], bucket_sizes: sizes(half, half) })).toEqual([
      "'control' must be one of the buckets",
    ]);
    expect(errorsOf('Experiment', { ...base, buckets: ['control', 'b'], bucket_sizes: sizes(half) })).toEqual([
      'buckets and bucket_sizes must have the same number of elements',
    ]);
    expect(
      errorsOf('Experiment', { ...base, version: -1, buckets: ['control'], bucket_sizes: sizes(33.333) })[1],
    ).toMatch(/precision is too high/);
    expect(errorsOf('Experiment', { ...base, buckets: ['control', 'b'], bucket_sizes: sizes(60.5, 0.29) })[0]).toMatch(
      /60\.5 is over the\s+current max of 50\./,
    );
    expect(errorsOf('Experiment', { ...base, buckets: ['control'], bucket_sizes: sizes(0.29) }, null)[0]).toMatch(
      /^must assign `Experiment` to a variable/,
    );
  });
});

describe('labels', () => {
  const entity = new EntityValue('User', 'bob');
  const reader = (state: LabelState | null): LabelReader => ({ get: () => state, hasAny: () => state !== null });
  const ask = (state: LabelState | null, args: Record<string, Value> = {}) =>
    callFunction(
      'HasLabel',
      { entity, label: 'spammer', ...args },
      { config: { labels: { spammer: {} } }, services: [[LABELS, reader(state)]] },
    ).outcome;
  const state = (status: LabelState['status']): LabelState => ({ status, sinceMillis: EVENT_TIME - 3_600_000 });

  it('are asked for by state and by who set them', () => {
    expect(ask(state('added'))).toBe(true);
    expect(ask(state('manually-added'), { manual: false })).toBe(false);
    expect(ask(state('manually-added'), { manual: true })).toBe(true);
    expect(ask(state('removed'), { status: 'removed' })).toBe(true);
    expect(ask(state('added'), { status: 'removed' })).toBe(false);
  });

  it('count as removed when absent, but not by hand', () => {
    expect(ask(null)).toBe(false);
    expect(ask(null, { status: 'removed' })).toBe(true);
    expect(ask(null, { status: 'removed', manual: true })).toBe(false);
  });

  it('have an age in event time', () => {
    expect(ask(state('added'), { min_label_age: new TimeDeltaValue(3599) })).toBe(true);
    expect(ask(state('added'), { min_label_age: new TimeDeltaValue(3600) })).toBe(false);
  });

  it('fail where an empty answer must not count', () => {
    const given = { config: { labels: { spammer: {} } }, services: [[LABELS, reader(null)]] as const };
    const called = callFunction('HasLabel', { entity, label: 'spammer', error_on_empty: true }, given);
    expect(called.failures[0]).toMatch(/^EmptyEntityError: Entity 'User\/bob' has no labels\./);
  });

  it('are suppressed where a given condition failed', () => {
    const apply = (args: Record<string, Value>) =>
      callFunction('LabelAdd', { entity, label: 'spammer', ...args }).outcome;
    expect(apply({})).toMatchObject({ suppressed: false, applyIf: null });
    expect(apply({ apply_if: null })).toMatchObject({ suppressed: true, applyIf: null });
    expect(apply({ apply_if: new RuleValue(3, true) })).toMatchObject({
      suppressed: false,
      applyIf: { ruleIndex: 3, value: true },
    });
  });
});

describe('chance and experiments', () => {
  it('draws from the service', () => {
    const draw = (next: number) => ({ services: [[RANDOMNESS, { next: () => next }]] as const });
    expect(resultOf('RandomBool', { percentage: 0.3 }, draw(0.29))).toBe(true);
    expect(resultOf('RandomBool', { percentage: 0.3 }, draw(0.3))).toBe(false);
    expect(resultOf('RandomInt', { start: 1, end: 6 }, draw(0))).toBe(1);
    expect(resultOf('RandomInt', { start: 1, end: 6 }, draw(0.999_999))).toBe(6);
  });

  it('leaves entities outside of small buckets without one', () => {
    const bucket = (id: string) =>
      callFunction('Experiment', {
        entity: new EntityValue('User', id),
        buckets: ['control', 't1', 't2'],
        bucket_sizes: [new IntegralFloat(10), new IntegralFloat(10), 33.33],
        version: 1,
        revision: 1,
      }).outcome;
    const counts = new Map<unknown, number>();
    for (let i = 0; i < 3000; i++) {
      const assigned = bucket(`user-${i}`);
      const name = typeof assigned === 'object' && assigned !== null && 'bucket' in assigned ? assigned.bucket : '?';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual(['', 'control', 't1', 't2']);
    expect(counts.get('t2')).toBeGreaterThan(900);
    expect(counts.get('t2')).toBeLessThan(1100);
    expect(counts.get('control')).toBeLessThan(400);
  });
});

describe('failures', () => {
  it('are named as the exceptions of the reference', () => {
    const failure = (name: string, args: Record<string, Value>) => callFunction(name, args).failures;
    expect(failure('IpNetwork', { ip: '1.2.3' })[0]).toMatch(/^AddressValueError/);
    expect(failure('Base64Decode', { input: 'a' })[0]).toMatch(/^Error: Invalid base64-encoded string/);
    expect(failure('Base64Decode', { input: '/w==' })[0]).toMatch(/^UnicodeDecodeError/);
    expect(failure('StringSplit', { s: 'a', sep: '' })).toEqual(['ValueError: empty separator']);
    expect(failure('TimeSince', { timestamp: 'x' })).toEqual(['ParserError: Unknown string format: x']);
    expect(failure('ListSort', { list: [1, 'a'] })).toEqual([
      "TypeError: '<' not supported between instances of 'str' and 'int'",
    ]);
    expect(failure('StringClean', { s: 'a', form: 'X' })).toEqual(['ValueError: invalid normalization form']);
    expect(failure('GetActionId', {})).toEqual([]);
    expect(failure('ResolveOptional', { optional_value: null, should_report_error: true })).toEqual([
      'ValueError: optional_value kwarg is None',
    ]);
  });

  it('are silent where the reference expects them', () => {
    for (const [name, args] of [
      ['ListRead', { list: [], index: 0 }],
      ['ParseInt', { s: 'x' }],
      ['DomainTld', { domain: 'no-suffix-at-all' }],
      ['EmailDomain', { email: 'nobody' }],
      ['ExtractCookie', { header: 'a=1', key: 'b' }],
      ['PhoneCountry', { phone_number: '' }],
      ['PhonePrefix', { phone_number: '1234' }],
      ['ResolveOptional', { optional_value: null }],
    ] as const) {
      expect([name, resultOf(name, args), callFunction(name, args).failures]).toEqual([name, 'FAILED', []]);
    }
  });
});

describe('addresses', () => {
  it('have public suffixes', () => {
    expect(resultOf('DomainTld', { domain: 'https://a.b.example.co.uk/path' })).toBe('co.uk');
    expect(resultOf('DomainTld', { domain: 'me.blogspot.com' })).toBe('blogspot.com');
    expect(resultOf('EmailDomain', { email: 'x@a.b.example.co.uk' })).toBe('example.co.uk');
    expect(resultOf('EmailDomain', { email: 'x@localhost' })).toBe('localhost');
    expect(resultOf('DomainChopper', { urls: ['a.example.com', 'com'] })).toEqual(['example.com', '']);
  });

  it('have countries', () => {
    const country = (phone_number: string) => resultOf('PhoneCountry', { phone_number });
    expect(['+14155552671', '+1 604 555 0123', '442079460958', '+79161234567', '5558675309'].map(country)).toEqual([
      'US',
      'CA',
      'GB',
      'RU',
      'BR',
    ]);
  });
});
