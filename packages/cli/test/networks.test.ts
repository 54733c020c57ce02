/** `lapwing networks` from the command line: every command on a small platform with a ring in it, and what is refused. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../src/main.ts';

let home: string;
let file: string;

/** Three members share the same links and tags within seconds, on three days; two others share now and then. */
const LINES = ['who,text,at,post,ip,kind'];
for (let day = 0; day < 3; day++) {
  for (let i = 0; i < 4; i++) {
    const at = 1_600_000_000 + day * 86_400 + i * 7200;
    for (const [m, member] of ['ring-a', 'ring-b', 'ring-c'].entries()) {
      LINES.push(
        `${member},"Read all of this right now https://www.site${i}.example/${day}?utm_source=${m} #Go${i}",${at + m * 10},p${LINES.length},10.0.0.1,RT`,
      );
    }
    LINES.push(
      `ana,"my day number ${day} ${i} was fine https://own.example/${day}${i}",${at + 3000},p${LINES.length},10.0.0.2,MT`,
    );
    LINES.push(
      `bo,"Read all of this right now https://site${i}.example/${day}",${at + 5000},p${LINES.length},10.0.0.3,MT`,
    );
  }
}

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'lapwing-cli-'));
  file = join(home, 'posts.csv');
  await writeFile(file, `${LINES.join('\n')}\n`);
  // Loading the commands takes longer than any of them.
  await import('../src/commands/networks.ts');
}, 120_000);
afterAll(() => rm(home, { recursive: true, force: true }));

async function lapwing(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      out += String(text);
      return true;
    }),
    vi.spyOn(console, 'log').mockImplementation((text) => {
      out += `${text}\n`;
    }),
    vi.spyOn(console, 'error').mockImplementation((text) => {
      err += `${text}\n`;
    }),
  ];
  const code = await runCommandLine(['networks', ...args]);
  for (const spy of spies) spy.mockRestore();
  return { code, out, err };
}

/** What is looked at of any command's output. */
interface Found {
  readonly edges: number;
  readonly clusters: readonly { readonly members: readonly object[] }[];
  readonly slices: readonly object[];
  readonly chains: readonly { readonly links: readonly { readonly members: readonly string[] }[] }[];
  readonly layers: readonly { readonly name: string; readonly edges: number }[];
  readonly pairs: readonly {
    readonly similarity: number;
    readonly layers: { readonly links: { readonly similarity: number } };
  }[];
  readonly shuffledMost: number;
  readonly found: readonly {
    readonly actors: readonly string[];
    readonly account: string;
    readonly candidates: readonly { readonly account: string; readonly sharedKeys: readonly object[] }[];
  }[];
}

async function json(...args: string[]): Promise<Found> {
  const { code, out, err } = await lapwing(...args, '--json');
  expect(`${code} ${err}`).toMatch(/^0/);
  return JSON.parse(out) as Found;
}

const WHO = ['--actor', 'who', '--time', 'at'];

describe('coaction', () => {
  it.each([
    ['co-link', 'text', '60s', 3, 12],
    ['co-domain', 'text', '60s', 3, 4],
    ['co-hashtag', 'text', '60s', 3, 4],
    ['co-text', 'text', '2h', 10, 1],
    ['co-tweet', 'text', '60s', 0, 0],
    ['shared-ip', 'ip', null, 3, 1],
    // The third member's second is in the next minute.
    ['same-minute', null, '60s', 1, 12],
  ])('%s', async (kind, object, window, edges, repetition) => {
    const of = [...(object === null ? [] : ['--object', object]), ...(window === null ? [] : ['--window', window])];
    const found = await json(
      'coaction',
      file,
      ...WHO,
      '--kind',
      kind,
      ...of,
      '--min-repetition',
      String(Math.max(1, repetition)),
    );
    if (kind === 'co-text') expect(found.edges).toBeGreaterThanOrEqual(3);
    else expect(found.edges).toBe(edges);
    expect(found).toMatchObject({ rows: 60, exact: true });
  });

  it('says what names nothing, and writes what it found', async () => {
    const out = join(home, 'n.json');
    const { out: text, err } = await lapwing(
      'coaction',
      file,
      ...WHO,
      '--kind',
      'co-hashtag',
      '--object',
      'text',
      '--out',
      out,
    );
    expect(text).toContain('3 edges between 3 actors');
    expect(text).toContain('24 rows name no object of the kind');
    expect(err).toContain('3 edges are in');
    expect((JSON.parse(await readFile(out, 'utf8')) as { nodes: { id: string }[] }).nodes.map(({ id }) => id)).toEqual([
      'ring-a',
      'ring-b',
      'ring-c',
    ]);
  });

  it('joins authors of similar texts pair by pair', async () => {
    const found = await json(
      'coaction',
      file,
      ...WHO,
      '--object',
      'text',
      '--kind',
      'co-similar',
      '--weight',
      'messages',
      '--similarity',
      '0.7',
    );
    expect(found).toMatchObject({ edges: 6, actors: 3, directed: true });
  });

  it.each([
    [['--kind', 'co-wink', '--object', 'text'], 'co-wink is no kind of co-action; there are co-retweet'],
    [[], '--object is missing'],
    [['--object', 'text', '--window', 'soon'], '--window: soon is no duration'],
    [['--object', 'text', '--kind', 'co-image-hash', '--distance', '3'], 'is no hash in hexadecimal digits'],
    [['--object', 'text', '--kind', 'co-similar'], 'only --weight messages'],
    [
      ['--object', 'text', '--similarity', '2', '--kind', 'co-text'],
      '--similarity: 2 is no number above 0 and up to 1',
    ],
    [['--object', 'nothing'], 'has no column "nothing"'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await lapwing('coaction', file, ...WHO, ...args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

const LINKS = [...WHO, '--object', 'text', '--kind', 'co-link'];

it('clusters have cards: what, when, how unlike the rest, who is typical and who may be caught by accident', async () => {
  const { out } = await lapwing('clusters', file, ...LINKS, '--all', '--window', '2h');
  for (const part of ['actors,', 'when  ', 'pushed  ', 'unlike  ', 'everybody:', 'typical  ', 'stability'])
    expect(out).toContain(part);
  const { clusters } = await json('clusters', file, ...LINKS, '--all', '--min-repetition', '5');
  expect(clusters).toHaveLength(1);
  expect(clusters[0]!).toMatchObject({
    stability: 1,
    typical: ['ring-a', 'ring-b', 'ring-c'],
    baseline: { jointShare: 1, medianGapMillis: 10_000, exclusivity: 0.75 },
  });
  expect(clusters[0]!.members[0]).toMatchObject({ doubts: [], stability: 1, jointShares: 12 });
});

it('chains follow a cluster over days', async () => {
  const { slices, chains } = await json('chains', file, ...LINKS, '--all', '--min-repetition', '2', '--every', '1d');
  expect(slices).toHaveLength(3);
  expect(chains).toHaveLength(1);
  expect(chains[0]!.links.map(({ members }) => members)).toEqual([0, 1, 2].map(() => ['ring-a', 'ring-b', 'ring-c']));
  const { out } = await lapwing('chains', file, ...LINKS, '--all', '--min-repetition', '2');
  expect(out).toContain('1 chains of 3 clusters in 3 stretches of time');
  expect(out).toContain('3 → 3 → 3');
  const { code, err } = await lapwing('chains', file, ...LINKS, '--every', '1ms');
  expect([code, err]).toEqual([2, expect.stringContaining('more than 100,000')]);
});

it('layers say which of them says what', async () => {
  const layers = ['--layer', 'links=co-link:text', 'tags=co-hashtag:text', 'ips=shared-ip:ip'];
  const found = await json('layers', file, ...WHO, ...layers, '--min-repetition', '1');
  expect(found.layers.map(({ name, edges }) => [name, edges])).toEqual([
    ['links', 3],
    ['tags', 3],
    ['ips', 3],
  ]);
  expect(found.pairs[0]!).toMatchObject({ source: 'ring-a', layers: { links: { weight: 12 }, tags: { weight: 4 } } });
  const out = join(home, 'layers.csv');
  await lapwing('layers', file, ...WHO, ...layers, '--out', out);
  expect((await readFile(out, 'utf8')).split('\n')[0]).toContain('links similarity');
  const weighted = await json('layers', file, ...WHO, ...layers, '--weights', 'links=1,tags=0,ips=0');
  expect(weighted.pairs[0]!.similarity).toBeCloseTo(weighted.pairs[0]!.layers.links.similarity, 9);
  const labels = join(home, 'labels.csv');
  await writeFile(labels, 'account,label\nring-a,x\nring-b,x\nring-c,y\n');
  expect(await json('layers', file, ...WHO, ...layers, '--labels', labels)).toMatchObject({
    examples: 3,
    positives: 1,
  });
  const { code, err } = await lapwing('layers', file, ...WHO, '--layer', 'nonsense');
  expect([code, err]).toEqual([2, expect.stringContaining('--layer: nonsense is not of the form')]);
});

it('lockstep blocks, in time and in weight', async () => {
  const args = [...LINKS, '--min-actors', '3'];
  const found = await json('lockstep', file, ...args, '--window', '60s', '--shuffles', '2');
  expect(found).toMatchObject({ blocks: 1, actors: 3, share: 0.6 });
  expect(found.shuffledMost).toBeLessThanOrEqual(0.6);
  expect(found.found[0]!.actors).toEqual(['ring-a', 'ring-b', 'ring-c']);
  const dense = await json('lockstep', file, ...args, '--method', 'weight', '--blocks', '1');
  expect(dense.found[0]!.actors).toEqual(['bo', 'ring-a', 'ring-b', 'ring-c']);
  expect((await lapwing('lockstep', file, ...args)).out).toContain('#1');
});

it('the network of CooRTweet, with its columns', async () => {
  const out = join(home, 'coortweet.csv');
  const args = ['--actor', 'who', '--object', 'ip', '--content', 'post', '--time', 'at', '--window', '20s'];
  expect(await json('coortweet', file, ...args, '--fast-window', '10s', '--out', out)).toMatchObject({
    edges: 3,
    actors: 3,
    fast: 2,
  });
  expect((await readFile(out, 'utf8')).split('\n')[0]).toBe(
    'source,target,weight,expected,pValue,qValue,avg_time_delta,n_content_id,n_content_id_y,edge_symmetry_score,weight_threshold,' +
      'weight_fast,avg_time_delta_fast,n_content_id_fast,n_content_id_y_fast,edge_symmetry_score_fast,weight_threshold_fast',
  );
  const { code, err } = await lapwing('coortweet', file, ...args, '--edge-weight', '3');
  expect([code, err]).toEqual([2, expect.stringContaining('--edge-weight: 3 is no number from 0 to 1')]);
});

describe('link', () => {
  const POSTS = [...WHO, '--text', 'text', '--min-posts', '5'];

  it('names accounts that had a key in common, hashed', async () => {
    const { found } = await json('link', file, ...POSTS, '--key', 'ip=ip');
    const a = found.find(({ account }) => account === 'ring-a')!;
    expect(['ring-b', 'ring-c']).toContain(a.candidates[0]!.account);
    expect(a.candidates[0]!.sharedKeys[0]).toMatchObject({ name: 'ip', accounts: 3 });
    expect(JSON.stringify(found)).not.toContain('10.0.0.1');
  });

  it('links to accounts that were known before, while their pepper is kept', async () => {
    const [peppers, rotated, gone, known] = ['peppers', 'rotated', 'gone', 'known.ndjson'].map((name) =>
      join(home, name),
    ) as [string, string, string, string];
    await writeFile(peppers, 'old 0123456789abcdef\n');
    await writeFile(rotated, 'new fedcba9876543210\nold 0123456789abcdef\n');
    await writeFile(gone, 'new fedcba9876543210\n');
    const { err } = await lapwing(
      'link',
      file,
      ...POSTS,
      '--key',
      'ip=ip',
      '--where',
      'who=ring-a',
      '--peppers',
      peppers,
      '--write-profiles',
      known,
    );
    expect(err).toContain('1 profiles are in');
    const args = ['link', file, ...POSTS, '--key', 'ip=ip', '--where', 'who=ring-b', '--known', known];
    const { found } = await json(...args, '--peppers', rotated);
    expect(found[0]!.candidates[0]).toMatchObject({ account: 'ring-a', pepper: 'old' });
    const without = await lapwing(...args, '--peppers', gone);
    expect(without.err).toContain('1 known profiles are left out: their pepper is gone');
  });

  it.each([
    [['--key', 'ip'], '--key: ip is not of the form name=column'],
    [['--write-profiles', 'x'], 'need --peppers'],
    [['--min-margin', '7'], '--min-margin: 7'],
  ])('refuses %j', async (args, message) => {
    const { code, err } = await lapwing('link', file, ...POSTS, ...args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

it.each(['coaction', 'clusters', 'chains', 'lockstep'])('%s of a file without rows finds nothing', async (command) => {
  const empty = join(home, 'empty.csv');
  await writeFile(empty, 'who,text,at\n');
  const { code, out } = await lapwing(command, empty, ...WHO, '--object', 'text');
  expect(code).toBe(0);
  expect(out).toMatch(/^0 /);
});
