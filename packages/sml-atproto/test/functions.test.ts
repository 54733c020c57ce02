/** What the functions do where the examples do not go: edges, quirks, hostile text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractDomains } from '../src/text/domains.ts';
import { containsPhrase } from '../src/text/phrase.ts';
import { compile, evaluate, literal, run } from './support.ts';

describe('word lists', () => {
  const lists = { 'lists/w.yaml': '- t-shirt\n- Order\n- café\n' };
  const contains = (text: string) => evaluate(`ListContains(list='w', phrases=[${literal(text)}])`, lists);

  it('hold whole words in any case', () => {
    expect(contains('my ORDER')).toBe('order');
    expect(contains('my orders')).toBeNull();
    expect(contains('T-Shirt.')).toBe('t-shirt');
    expect(contains('CAFÉ')).toBe('café');
    expect(contains('caféx')).toBeNull();
  });

  it('prefer the first text, then the first word of the list', () => {
    const call = "ListContains(list='w', phrases=['nothing', 'order a t-shirt', 'café'])";
    expect(evaluate(call, lists)).toBe('t-shirt');
  });

  it('are reported where they cannot be read, and then hold nothing', () => {
    const missing = compile({ 'main.sml': "A = ListContains(list='nope', phrases=['a'])\n" });
    expect(missing.warnings.join()).toContain('SML501 word list cannot be read: there is no file `lists/nope.yaml`');
    expect(run(missing.ruleset).features).toEqual({ A: null });
    const broken = compile({ 'main.sml': "A = ListContains(list='b', phrases=['1'])\n", 'lists/b.yaml': '- 1\n' });
    expect(broken.warnings.join()).toContain('is not a YAML list of strings');
  });

  it('may be named by the event', () => {
    const source = "L: str = JsonData(path='$.list')\nA = ListContains(list=L, phrases=['an order'])\n";
    const { ruleset } = compile({ 'main.sml': source, ...lists, 'lists/v.yaml': '- an\n' });
    expect(['w', 'v', 'none'].map((list) => run(ruleset, { list }).features['A'])).toEqual(['order', 'an', null]);
  });
});

it('SimpleListContains uses the list of its own event, however often lists return', () => {
  const source =
    "L: List[str] = JsonData(path='$.tags')\nA = SimpleListContains(cache_name='c', list=L, phrases=['red and blue'])\n";
  const { ruleset } = compile({ 'main.sml': source });
  const answers = [['blue'], ['green'], ['blue'], ['blue'], ['blue'], ['blue'], [], ['Red', 'blue']].map(
    (tags) => run(ruleset, { tags }).features['A'],
  );
  expect(answers).toEqual(['blue', null, 'blue', 'blue', 'blue', 'blue', null, 'red']);
  const empty = [
    ['x', ''],
    ['x', ''],
    ['x', ''],
    ['x', ''],
    ['x', ''],
  ].map((tags) => run(ruleset, { tags }).features['A']);
  expect(empty).toEqual(['', '', '', '', '']);
});

describe('disguised words', () => {
  const lists = { 'lists/w.yaml': `${['scam', 'bad-word', 'x.y'].map((word) => `- ${word}`).join('\n')}\n` };
  const find = (text: string, options = '') =>
    evaluate(`CensorizedListContains(list='w', phrases=[${literal(text)}]${options})`, lists);

  it('are found through look-alikes and marks between letters', () => {
    for (const text of ['scam', 'SCAM', '$c@m', 's.c_a#m', 'ѕсам', 'ＳＣＡＭ', '𝐬𝐜𝐚𝐦', 'škám', 'my5c4mmer']) {
      expect([text, find(text)]).toEqual([text, 'scam']);
    }
    expect(find('s c a m')).toBeNull();
    expect(find('scum')).toBeNull();
    expect(find('bad-word')).toBe('bad-word');
    expect(find('x.y')).toBe('x.y');
  });

  it('must be more than the plain text where asked', () => {
    expect(find('scam', ', must_be_censorized=True')).toBeNull();
    expect(find('a scam', ', must_be_censorized=True')).toBe('scam');
  });

  it('are found in long lists', () => {
    const words = Array.from(
      { length: 300 },
      (_, i) => `w${String.fromCharCode(97 + (i % 26))}q${i.toString(26).replace(/\d/g, 'j')}z`,
    );
    const file = { 'lists/long.yaml': words.map((word) => `- ${word}`).join('\n') };
    const last = words.at(-1) ?? '';
    expect(evaluate(`CensorizedListContains(list='long', phrases=['… ${last} …'])`, file)).toBe(last);
  });
});

describe('domains', () => {
  it('have labels of at most 63 characters that begin and end with a letter or digit', () => {
    expect(extractDomains(`${'a'.repeat(63)}.com`)).toEqual([`${'a'.repeat(63)}.com`]);
    expect(extractDomains(`${'a'.repeat(70)}.com`)).toEqual([`${'a'.repeat(63)}.com`]);
    expect(extractDomains('-foo.com bar-.com 1.2.3 a.b x.c0m e.g. this')).toEqual(['foo.com']);
  });

  it('keep ports, and lose paths, www and repetitions', () => {
    expect(extractDomains('http://www.A.com/x?y=b.org#c.net a.com, d.com:8080/p')).toEqual(['a.com', 'd.com:8080']);
  });

  it('take linear time', () => {
    const start = performance.now();
    for (const hostile of ['a.', 'a-', 'a.bb-'.padEnd(80, '-'), '.'.repeat(3), 'www.'])
      extractDomains(hostile.repeat(200_000 / hostile.length));
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('phrases', () => {
  it('are found as the escaped regular expression finds them', () => {
    const text = fc.stringMatching(/^[ab .$_é]{0,12}$/);
    const phrase = fc.stringMatching(/^[ab.$é]{1,3}$/);
    fc.assert(
      fc.property(text, phrase, (subject, wanted) => {
        const escaped = wanted.replace(/[.$]/g, '\\$&');
        const word = '[\\p{L}\\p{N}_]';
        const boundary = `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
        const options = { caseSensitive: false, substrings: false };
        expect(containsPhrase(subject, wanted, options)).toBe(
          new RegExp(boundary + escaped + boundary, 'u').test(subject),
        );
        expect(containsPhrase(subject, wanted, { ...options, substrings: true })).toBe(subject.includes(wanted));
      }),
    );
  });
});

describe('facets', () => {
  const { ruleset } = compile({ 'main.sml': 'L = LinksFromFacets()\n' });
  const links = (record: unknown) => {
    const { features, errors } = run(ruleset, { operation: { record } });
    return [features['L'], errors];
  };
  const link = (uri: unknown) => ({ $type: 'app.bsky.richtext.facet#link', uri });

  it('end at the first facet without features', () => {
    expect(links({ facets: [{ features: [link('A')] }, {}, { features: [link('B')] }] })).toEqual([['a'], []]);
  });

  it('are none where there are none', () => {
    expect(links({})).toEqual([[], []]);
    expect(links({ facets: {} })).toEqual([[], []]);
    expect(run(ruleset, {})).toEqual({ features: { L: [] }, errors: [] });
  });

  it('fail where the record is not one', () => {
    expect(links(null)).toEqual([null, ['TypeError']]);
    expect(links({ facets: ['x'] })).toEqual([null, ['TypeError']]);
    expect(links({ facets: [{ features: [link(5)] }] })).toEqual([null, ['AttributeError']]);
  });
});

describe('the version of a rule', () => {
  const versions = (files: Readonly<Record<string, string>>, list = "'pets'") => {
    const source =
      `Text: str = JsonData(path='$.text')\nName = 'pets'\nWord = ListContains(list=${list}, phrases=[Text])\n` +
      "Lists = Rule(when_all=[Word != None], description='a')\nOther = Rule(when_all=[Text == 'x'], description='b')\n";
    const { rules } = compile({ 'main.sml': source, ...files }).ruleset;
    return Object.fromEntries(rules.map(({ name, version }) => [name, version]));
  };
  const PETS = { 'lists/pets.yaml': '- cat\n' };
  const before = versions(PETS);

  it('changes with the contents of the list that it reads', () => {
    const after = versions({ 'lists/pets.yaml': '- cat\n- dog\n' });
    expect(after['Lists']).not.toBe(before['Lists']);
    expect(after['Other']).toBe(before['Other']);
    expect(versions({})['Lists']).not.toBe(before['Lists']);
  });

  it('stays when another list changes, unless the event names the list', () => {
    expect(versions({ ...PETS, 'lists/fruit.yaml': '- pear\n' })).toEqual(before);
    const named = (files: Readonly<Record<string, string>>) => versions(files, 'Text')['Lists'];
    expect(named({ ...PETS, 'lists/fruit.yaml': '- pear\n' })).not.toBe(named(PETS));
    expect(named({ ...PETS, 'notes.txt': 'x' })).toBe(named(PETS));
  });
});

it('DidFromUri takes DIDs and handles, and refuses the rest', () => {
  const source = "U: Optional[str] = JsonData(path='$.u')\nD = DidFromUri(uri=U)\n";
  const { ruleset } = compile({ 'main.sml': source });
  const did = (u: string | null) => {
    const { features, errors } = run(ruleset, { u });
    return errors.length > 0 ? errors[0] : features['D'];
  };
  expect(did('at://did:plc:a/app.bsky.feed.post/1')).toBe('did:plc:a');
  expect(did('alice.example.com/x')).toBe('alice.example.com');
  expect(did(null)).toBeNull();
  expect(did('at:// a')).toBe('InvalidAtUriError');
  expect(did('at://a#frag')).toBe('InvalidAtUriError');
  expect(did('at://a?x=1')).toBe('InvalidAtUriError');
});
