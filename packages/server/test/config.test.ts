/** `lapwing.yaml`: defaults, what the environment adds, and errors that name file, key and problem. */
import { DEFAULT_BRAKES } from '@lapwing/enforcement';
import { expect, test } from 'vitest';
import { ConfigError, loadConfig, parseConfig } from '../src/index.ts';

const PATH = '/srv/flock/lapwing.yaml';
const parse = (text: string, environment: NodeJS.ProcessEnv = {}) => parseConfig(text, PATH, environment);

/** The lines of the error. */
function problems(text: string, environment: NodeJS.ProcessEnv = {}): readonly string[] {
  try {
    parse(text, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  throw new Error('no error');
}

test('nothing has to be said', () => {
  for (const text of ['', '{}', '# a comment\n', '---\n']) {
    expect(parse(text)).toEqual({
      name: 'lapwing',
      rulesDirectory: '/srv/flock/rules',
      mapping: null,
      retention: {},
      effectRetention: { settledMillis: 90 * 86_400_000, effectsMillis: null },
      checkpoint: {},
      lists: [],
      notes: { explanations: false },
      backfill: 'offer',
      irreversible: { verdicts: [], effects: [] },
      brakes: DEFAULT_BRAKES,
      webhooks: [],
      host: '127.0.0.1',
      port: 4242,
      dataDirectory: null,
    });
  }
});

test('everything can be', () => {
  const each = { scope: 'each-rule', rule: null };
  const config = parse(
    `
name: flock
rules: ../other/rules
map: {action: {const: tweet}, time: published, types: {followers: int}}
retention: {journal_bytes: 1048576, journal_days: 1.5, settled_days: 7, effects_days: 30}
backfill: automatic
lists: [{name: words, kind: words, owner: trust, entries: [free coins]}]
checkpoint: {events: 5000, seconds: 0.5}
brakes:
  caps:
    - {effects: label, limit: 500, seconds: 3600}
    - {rule: Flood, effects: 'label:spam', limit: null, seconds: 60}
    - {scope: platform, effects: '*', limit: 9, seconds: 1}
  emergency: {share: 0.5, harmless: [verdict]}
  anomaly: false
  protected: [User/a/b]
  on_protected: refuse
effects:
  irreversible:
    verdicts: [ban]
    effects: [DeleteAccount]
sinks:
  webhooks:
    - {name: platform, url: "https://platform.example/hook", secret: "\${HOOK_SECRET}", on: [label]}
    - {name: archive, url: "http://127.0.0.1:9/", secret: "written here: long enough"}
server: {host: 0.0.0.0, port: 0, data: state}
`,
    { HOOK_SECRET: 'sixteen bytes and more' },
  );
  expect(config).toEqual({
    name: 'flock',
    rulesDirectory: '/srv/other/rules',
    mapping: expect.objectContaining({ action: { const: 'tweet' }, time: { column: 'published', format: 'auto' } }),
    retention: { maxBytes: 1_048_576, maxAgeMillis: 129_600_000 },
    effectRetention: { settledMillis: 7 * 86_400_000, effectsMillis: 30 * 86_400_000 },
    backfill: 'automatic',
    notes: { explanations: false },
    lists: [{ name: 'words', kind: 'words', owner: 'trust', description: '', maxDistance: 0, entries: ['free coins'] }],
    checkpoint: { everyEvents: 5000, everyMillis: 500 },
    irreversible: { verdicts: ['ban'], effects: ['DeleteAccount'] },
    brakes: {
      caps: [
        { ...each, effects: 'label', spanSeconds: 3600, limit: 500 },
        ...DEFAULT_BRAKES.caps.slice(1),
        { scope: 'rule', rule: 'Flood', effects: 'label:spam', spanSeconds: 60, limit: null },
        { scope: 'platform', rule: null, effects: '*', spanSeconds: 1, limit: 9 },
      ],
      emergency: { share: 0.5, hitsMin: 100, harmless: ['verdict'] },
      anomaly: false,
      protected: [{ type: 'User', id: 'a/b' }],
      onProtected: 'refuse',
    },
    webhooks: [
      { name: 'platform', url: 'https://platform.example/hook', secret: 'sixteen bytes and more', on: ['label'] },
      {
        name: 'archive',
        url: 'http://127.0.0.1:9/',
        secret: 'written here: long enough',
        on: ['label', 'verdict', 'plugin', 'alert'],
      },
    ],
    host: '0.0.0.0',
    port: 0,
    dataDirectory: '/srv/flock/state',
  });
});

test('the environment’s port wins, where it is one', () => {
  expect(parse('server: {port: 1000}', { LAPWING_PORT: '2000' }).port).toBe(2000);
  expect(parse('server: {port: 1000}', { LAPWING_PORT: '' }).port).toBe(1000);
  for (const port of ['http', '-1', '65536', '80.5', '1e9']) {
    expect(problems('', { LAPWING_PORT: port })).toEqual([`LAPWING_PORT: ${JSON.stringify(port)} is no port`]);
  }
});

test('a secret that the environment does not have', () => {
  const text = `sinks: {webhooks: [{name: platform, url: "https://x.example", secret: "\${NO_SUCH_SECRET}"}]}`;
  expect(problems(text)).toEqual([`${PATH}: the environment has no NO_SUCH_SECRET`]);
});

test('every mistake is told with file, key and problem', () => {
  const webhook = (fields: string) =>
    `sinks: {webhooks: [{name: a, url: "https://x.example", secret: "sixteen bytes and more", ${fields}}]}`;
  for (const [text, key] of [
    ['rulez: rules', 'rulez'],
    ['name: 7', 'name'],
    ['retention: {journal_bytes: 12}', 'retention.journal_bytes'],
    ['retention: {journal_days: 0}', 'retention.journal_days'],
    ['retention: {days: 3}', 'retention.days'],
    ['checkpoint: {events: 0}', 'checkpoint.events'],
    ['checkpoint: {seconds: 0}', 'checkpoint.seconds'],
    ['server: {port: 70000}', 'server.port'],
    ['server: {port: "80"}', 'server.port'],
    ['checkpoint: {events: 0}', 'checkpoint.events'],
    ['server: 80', 'server'],
    ['brakes: {caps: [{effects: labels, limit: 1, seconds: 60}]}', 'brakes.caps.0.effects'],
    ['brakes: {caps: [{effects: label, limit: -1, seconds: 60}]}', 'brakes.caps.0.limit'],
    ['brakes: {caps: [{effects: label, limit: 1, seconds: 0}]}', 'brakes.caps.0.seconds'],
    ['brakes: {caps: [{effects: label, limit: 1}]}', 'brakes.caps.0.seconds'],
    ['brakes: {caps: [{rule: A, scope: platform, effects: label, limit: 1, seconds: 9}]}', 'brakes.caps.0'],
    ['brakes: {caps: [{scope: platform, effects: label, limit: null, seconds: 9}]}', 'brakes.caps.0.limit'],
    ['brakes: {emergency: {harmless: [verdicts]}}', 'brakes.emergency.harmless.0'],
    ['brakes: {emergency: {share: 2}}', 'brakes.emergency'],
    ['brakes: {protected: [alice]}', 'brakes.protected.0'],
    ['brakes: {on_protected: drop}', 'brakes.on_protected'],
    ['[a, b]', 'file'],
    ['just text', 'file'],
    ['map: {time: at}', 'map.action'],
    ['map: {action: a, time: at, tiem: at}', 'map.tiem'],
    ['sinks: {webhooks: [{name: Platform X, url: "https://x.example", secret: s}]}', 'sinks.webhooks.0.name'],
    ['sinks: {webhooks: [{name: a, secret: "sixteen bytes and more"}]}', 'sinks.webhooks.0.url'],
    [webhook('on: []'), 'sinks.webhooks.0.on'],
    [webhook('on: [lable]'), 'sinks.webhooks.0.on.0'],
    [webhook('retries: 3'), 'sinks.webhooks.0.retries'],
    ['sinks: {webhooks: [{name: a, url: "no address", secret: "sixteen bytes and more"}]}', 'sinks.webhooks.0'],
    ['sinks: {webhooks: [{name: a, url: "ftp://x.example", secret: "sixteen bytes and more"}]}', 'sinks.webhooks.0'],
    ['sinks: {webhooks: [{name: a, url: "https://x.example", secret: short}]}', 'sinks.webhooks.0'],
    [
      `${webhook('on: [label]').slice(0, -2)}, {name: a, url: "https://y.example", secret: "sixteen bytes and more"}]}`,
      'sinks.webhooks.1',
    ],
  ] as const) {
    const [line = '', ...others] = problems(text);
    expect([text, line.startsWith(`${PATH}: ${key}: `), line]).toEqual([text, true, line]);
    expect(line.length).toBeGreaterThan(`${PATH}: ${key}: `.length + 5);
    expect(others.every((other) => other.startsWith(`${PATH}: `))).toBe(true);
  }
  expect(problems('name: [1\n').join('\n')).toMatch(/^\/srv\/flock\/lapwing\.yaml: .*line \d/s);
});

test('several mistakes at once', () => {
  expect(problems('name: 7\nserver: {port: -1, hots: x}').length).toBe(3);
});

test('a directory without the file', async () => {
  await expect(loadConfig('/nowhere/at/all', {})).rejects.toThrow(/^\/nowhere\/at\/all\/lapwing\.yaml: /);
  await expect(loadConfig('/nowhere/at/all', {})).rejects.toBeInstanceOf(ConfigError);
});
