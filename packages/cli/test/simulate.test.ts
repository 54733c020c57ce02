/** `lapwing simulate`: to files, against rules, to a server with and without the loop, and the scoreboard of what came of it. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEventText } from '@lapwing/pipeline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer } from '../../server/test/support/server.ts';
import { lapwing } from './support/command.ts';

const SAMPLE = fileURLToPath(new URL('../../../examples/sample', import.meta.url));
const SMALL = `name: small
days: 0.5
difficulty: easy
population: { people: 40, newcomers_per_day: 4 }
adversaries:
  - { kind: link-spam, accounts: 4, at: 1h, budget: 40 }
`;

let home: string;
const at = (name: string) => join(home, name);
const linesOf = async (name: string) => (await readFile(at(name), 'utf8')).trimEnd().split('\n');

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-simulate-'));
  await writeFile(at('small.yaml'), SMALL);
});
afterAll(() => rm(home, { recursive: true, force: true }));

describe('to files', () => {
  test('events that Lapwing takes, apart from their truth, the same bytes again', async () => {
    const argv = ['simulate', '--scenario', at('small.yaml'), '--seed', '7'];
    const first = await lapwing([...argv, '--out', at('events.ndjson'), '--truth', at('truth.ndjson'), '--json']);
    expect([first.code, first.err]).toEqual([0, '']);
    const lines = await linesOf('events.ndjson');
    expect(first.json.events).toBe(lines.length);
    for (const line of lines) {
      const parsed = parseEventText(line, { nowMillis: Date.UTC(2027, 0, 1) });
      expect(parsed.ok, line).toBe(true);
    }
    const again = await lapwing([...argv, '--out', '-']);
    expect(again.out).toBe(`${lines.join('\n')}\n`);
    expect(again.err).toMatch(/^[\d,]+ events in [\d.]+ s, [\d,]+\/s\n$/);
    const kinds = new Set((await linesOf('truth.ndjson')).map((line) => JSON.parse(line).kind));
    expect([...kinds].sort()).toEqual(
      expect.arrayContaining(['account', 'campaign', 'event', 'link', 'spending', 'totals']),
    );
  });

  test('it begins when it is told to', async () => {
    const { out } = await lapwing(['simulate', '--scenario', at('small.yaml'), '--start', '2026-03-01', '--out', '-']);
    expect(JSON.parse(out.slice(0, out.indexOf('\n'))).time).toMatch(/^2026-03-01T/);
  });

  test('a pace: twelve hours at 43,200x take a second', async () => {
    const startedAt = performance.now();
    await lapwing(['simulate', '--scenario', at('small.yaml'), '--speed', '43200x', '--out', '/dev/null']);
    expect(performance.now() - startedAt).toBeGreaterThan(800);
  });
});

test('rules decide in a closed loop, and their decisions are scored', async () => {
  const argv = ['simulate', '--scenario', at('small.yaml'), '--rules', SAMPLE];
  const run = await lapwing([
    ...argv,
    '--out',
    at('stream.ndjson'),
    '--truth',
    at('fought.ndjson'),
    '--decisions',
    at('decisions.ndjson'),
  ]);
  expect(run.code).toBe(0);
  const decisions = (await linesOf('decisions.ndjson')).map((line) => JSON.parse(line));
  expect(decisions.map(({ kind }) => kind)).toContain('suspend');
  const files = ['--truth', at('fought.ndjson'), '--decisions', at('decisions.ndjson')];
  const { json } = await lapwing(['simulate', 'score', ...files, '--json', '--html', at('board.html')]);
  const [board] = json.boards;
  expect(board.adversaries['link-spam'].accountRecall.mean).toBeGreaterThan(0.4);
  expect(await readFile(at('board.html'), 'utf8')).toContain('link-spam');
  expect(board.overall.eventPrecision).toBeUndefined();
  const [watched] = (await lapwing(['simulate', 'score', ...files, '--events', at('stream.ndjson'), '--json'])).json
    .boards;
  expect(watched.overall.eventPrecision.mean).toBeGreaterThan(0.5);
  expect(watched.adversaries['link-spam'].eventRecall.mean).toBeGreaterThan(0.2);
  const { out } = await lapwing(['simulate', 'score', ...files]);
  expect(out).toMatch(/adversary +accounts +recall +precision/);
});

test('a detector and none, on several seeds', async () => {
  const argv = [
    'simulate',
    'score',
    '--scenario',
    at('small.yaml'),
    '--seeds',
    '1,5',
    '--rules',
    'none',
    SAMPLE,
    '--json',
  ];
  const { json } = await lapwing(argv);
  const [none, rules] = json.boards;
  expect(none.seeds).toEqual(['1', '5']);
  expect(none.overall.accountRecall.mean).toBe(0);
  expect(rules.overall.accountRecall.mean).toBeGreaterThan(0.3);
  expect(rules.overall.harm.mean).toBeLessThan(none.overall.harm.mean);
});

describe('to a server', () => {
  test('in batches, and one by one with consequences', async () => {
    const rules = {
      'main.sml': `UserId: Entity[str] = EntityJson(type='User', path='$.user_id')
Links: List[str] = JsonData(path='$.links', required=False)
LinkRule = Rule(when_all=[ListLength(list=Links) > 0], description='a link')
WhenRules(rules_any=[LinkRule], then=[DeclareVerdict(verdict='suspend')])
`,
    };
    const server = await startServer({ rules });
    try {
      const to = ['--to', server.url, '--key', server.key];
      const sent = await lapwing(['simulate', '--scenario', at('small.yaml'), '--json', ...to]);
      expect([sent.code, sent.err]).toEqual([0, '']);
      await server.settled();
      expect((await server.get('/v1/health')).json.position).toBeGreaterThanOrEqual(sent.json.events);
      const argv = [
        'simulate',
        '--scenario',
        at('small.yaml'),
        '--seed',
        '9',
        '--start',
        '2026-02-01',
        '--loop',
        '--json',
        ...to,
      ];
      const asked = await lapwing([...argv, '--decisions', at('remote.ndjson')]);
      expect([asked.code, asked.err]).toEqual([0, '']);
      const decisions = (await linesOf('remote.ndjson')).map((line) => JSON.parse(line));
      expect(decisions.filter(({ kind }) => kind === 'suspend').length).toBeGreaterThan(3);
      expect(decisions[0].source).toBe('LinkRule');
    } finally {
      await server.close();
    }
  });
});

test('what is wrong is said, with where', async () => {
  await writeFile(at('bad.yaml'), 'name: bad\ndays: 1\npopulation: { people: 40 }\nadversaries:\n  - kind: spamer\n');
  await writeFile(at('bad.ndjson'), '{"time":"soon"}\n');
  await writeFile(
    at('other.ndjson'),
    '{"time":"2026-01-05T00:00:00Z","kind":"suspend","target":{"type":"account","id":"nobody"}}\n',
  );
  await writeFile(at('none.ndjson'), '');
  await writeFile(at('cut.ndjson'), '{"kind":"totals","events":1\n');
  for (const [argv, problem] of [
    [['simulate'], 'say where the events go'],
    [['simulate', '--out', '-', '--speed', 'fast'], '--speed: fast is no factor'],
    [['simulate', '--out', '-', '--start', 'soon'], '--start: soon is no time'],
    [['simulate', '--scenario', at('bad.yaml'), '--out', '-'], 'bad.yaml:5: adversaries[0].kind is "spamer"'],
    [['simulate', '--scenario', 'village', '--out', '-'], 'village is no preset'],
    [['simulate', '--loop', '--out', '-'], '--to names it'],
    [['simulate', '--out', at('x'), '--truth', at('x')], '--out and --truth: both want'],
    [['simulate', '--out', '-', '--decisions', '-'], '--out and --decisions: both want -'],
    [['simulate', '--out', join(at('nowhere'), 'x'), '--scenario', at('small.yaml')], 'no such file or directory'],
    [['simulate', '--out', '-', '--start', '2026-01-05T08:00'], '--start: 2026-01-05T08:00 is no time'],
    [
      ['simulate', '--to', 'http://127.0.0.1:1', '--key', 'k', '--loop', '--scenario', at('small.yaml')],
      '/v1/decide: ',
    ],
    [['simulate', '--to', 'http://127.0.0.1:1'], 'LAPWING_KEY'],
    [['simulate', '--to', 'nowhere', '--key', 'k'], '"nowhere" is no URL'],
    [['simulate', '--json', '--out', '-'], 'standard output'],
    [['simulate', 'score', '--seeds', '0'], '--seeds: 0'],
    [['simulate', 'score', '--truth', 'a', 'b', '--decisions', 'c'], '--truth names 2 files and --decisions 1'],
    [
      ['simulate', 'score', '--truth', at('cut.ndjson'), '--decisions', at('bad.ndjson')],
      'cut.ndjson:1: this is no line of truth',
    ],
    [
      ['simulate', 'score', '--truth', at('events.ndjson'), '--decisions', at('bad.ndjson')],
      'the last line, with totals, is missing',
    ],
    [
      ['simulate', 'score', '--truth', at('truth.ndjson'), '--decisions', at('bad.ndjson')],
      'bad.ndjson: line 1: time is "soon"',
    ],
    [
      ['simulate', 'score', '--truth', at('truth.ndjson'), '--decisions', at('other.ndjson')],
      '"nobody" is no account of',
    ],
    [['simulate', 'score', '--events', at('events.ndjson')], '--events goes with --truth and --decisions'],
    [
      [
        'simulate',
        'score',
        '--truth',
        at('truth.ndjson'),
        '--decisions',
        at('none.ndjson'),
        '--events',
        at('none.ndjson'),
      ],
      'none.ndjson: there are no events',
    ],
    [
      [
        'simulate',
        'score',
        '--truth',
        at('truth.ndjson'),
        '--decisions',
        at('none.ndjson'),
        '--events',
        at('truth.ndjson'),
      ],
      'truth.ndjson:1: this is no event',
    ],
    [['simulate', 'score', '--truth', at('gone'), '--decisions', at('none.ndjson')], '--truth: ENOENT'],
  ] as const) {
    const { code, err } = await lapwing(argv);
    expect([argv, code]).toEqual([argv, 2]);
    expect(err).toContain(problem);
    expect(err).not.toMatch(/\n {4}at /);
  }
});
