/** `lapwing networks --from-warehouse`: shares out of decided events, and a rule for each cluster that compiles among those in force. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runCommandLine } from '../src/main.ts';

let home: string;
let data: string;

const RULES = {
  'main.sml': "Import(rules=['models.sml'])\nRequire(rule=f'actions/{ActionName}.sml')\n",
  'models.sml': "ActionName = GetActionName()\nUserId: Entity[str] = EntityJson(type='User', path='$.user_id')\n",
  'actions/share.sml': "Import(rules=['share.sml'])\n",
  'share.sml':
    "Link: str = JsonData(path='$.link')\nTags: Optional[List[str]] = JsonData(path='$.tags', required=False)\n",
};

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-cli-'));
  data = join(home, 'data');
  await mkdir(join(home, 'rules', 'actions'), { recursive: true });
  await writeFile(join(home, 'lapwing.yaml'), 'name: test\nrules: rules\n');
  for (const [path, text] of Object.entries(RULES)) await writeFile(join(home, 'rules', path), text);
  const events = Array.from({ length: 40 }, (_, i) => {
    const [user, link] = i < 20 ? [`bot${i % 5}`, `pushed${Math.floor(i / 5)}`] : [`user${i}`, `own${i}`];
    const time = new Date(Date.UTC(2026, 0, 5, 12, 0, i < 20 ? i : i * 60)).toISOString();
    return JSON.stringify({ id: `e${i}`, action: 'share', time, data: { user_id: user, link, tags: [link, 'all'] } });
  });
  await writeFile(join(home, 'events.ndjson'), `${events.join('\n')}\n`);
  const { code, err } = await lapwing('ingest', join(home, 'events.ndjson'), '--config', home, '--data', data);
  expect(`${code} ${err}`).toMatch(/^0/);
}, 120_000);
afterAll(() => rm(home, { recursive: true, force: true }));

async function lapwing(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      err += String(text);
      return true;
    }),
    vi.spyOn(console, 'log').mockImplementation((text) => {
      out += `${text}\n`;
    }),
    vi.spyOn(console, 'error').mockImplementation((text) => {
      err += `${text}\n`;
    }),
  ];
  const code = await runCommandLine(args);
  for (const spy of spies) spy.mockRestore();
  return { code, out, err };
}

const WHO = ['--actor', 'UserId', '--data', ''];
const from = (...args: string[]) => {
  WHO[3] = data;
  return lapwing('networks', args[0]!, '--from-warehouse', ...WHO, ...args.slice(1));
};

it('takes features, items of lists, and a filter', async () => {
  const links = await from('coaction', '--object', 'Link', '--min-repetition', '4', '--json');
  expect(JSON.parse(links.out)).toMatchObject({ edges: 10, actors: 5, rows: 40 });
  const tags = await from(
    'coaction',
    '--object',
    'Tags',
    '--filter',
    "Link != 'pushed0'",
    '--min-repetition',
    '4',
    '--json',
  );
  expect(JSON.parse(tags.out)).toMatchObject({ edges: 10, actors: 5, rows: 70 });
});

it('suggests a rule for each cluster, in a ruleset that compiles', async () => {
  const directory = join(home, 'suggested');
  const { code, out, err } = await from(
    'clusters',
    '--object',
    'Link',
    '--min-repetition',
    '2',
    '--all',
    '--suggest',
    directory,
    '--json',
  );
  expect([code, err]).toEqual([0, expect.stringContaining(`lapwing backtest --rules ${directory} --data ${data}`)]);
  const { clusters } = JSON.parse(out) as { clusters: { suggestedRule: string }[] };
  expect(clusters).toHaveLength(1);
  expect(await readFile(join(directory, 'suggested', 'ring_1.sml'), 'utf8')).toBe(clusters[0]!.suggestedRule);
  expect(await readFile(join(directory, 'actions', 'share.sml'), 'utf8')).toContain(
    "Import(rules=['suggested/ring_1.sml'])",
  );
  const checked = await lapwing('rules', 'check', directory);
  expect([checked.code, checked.out + checked.err]).toEqual([0, expect.stringContaining('0 errors, 0 warnings')]);
});

it.each([
  [['--object', 'Nothing'], 'Nothing'],
  [['--object', 'Link', '--filter', 'Link =='], 'invalid syntax'],
  [['--object', 'Link', '--time', 'at'], '--time: of the warehouse'],
  [[], '--object is missing'],
])('says what is wrong with %j', async (args, message) => {
  const { code, err } = await from('coaction', ...args);
  expect([code === 0, err]).toEqual([false, expect.stringContaining(message)]);
});

it('wants a file, or the warehouse, and not both', async () => {
  const neither = await lapwing('networks', 'coaction', '--actor', 'a', '--object', 'b', '--time', 't');
  expect(neither.err).toContain('a file is missing');
  const filtered = await lapwing(
    'networks',
    'coaction',
    'x.csv',
    '--actor',
    'a',
    '--object',
    'b',
    '--time',
    't',
    '--filter',
    'True',
  );
  expect(filtered.err).toContain('--filter: only of the warehouse');
  expect((await from('coaction', 'x.csv', '--object', 'Link')).err).toContain('goes without a file');
});
