/** Linking accounts: planted second accounts are found, by how they write and by keys; keys say nothing without their pepper. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomOf } from '../src/core/index.ts';
import {
  candidatesOf,
  DEFAULT_MODEL,
  featureSeed,
  hashedKeys,
  hashKey,
  learnLinks,
  linkAccounts,
  type Posts,
  parsePeppers,
  profilesOf,
  readPosts,
  readProfiles,
  vectorsOf,
  writeProfiles,
} from '../src/index.ts';

const PEPPER = { id: '2026-11', secret: 'a secret of sufficient length' };
const OWNERS = 30;
const SECOND = 8;

/** Owners with habits; the first of them have a second account, whose number is theirs plus `OWNERS`. */
function platform(): Posts {
  const random = randomOf(4);
  const words = Array.from({ length: 300 }, (_, i) => `w${i.toString(36)}${'aeiou'[i % 5]}`);
  const owners = Array.from({ length: OWNERS }, (_, owner) => ({
    favourites: Array.from({ length: 40 }, () => words[random.below(300)]!),
    ending: ['!', '...', ' :)', '!!', ' lol', '.', ' ?!', ' —'][owner % 8]!,
    tag: `#topic${owner % 15}`,
    hour: (owner * 7) % 24,
    capital: owner % 3 === 0,
  }));
  const rows: { account: number; text: string; time: number }[] = [];
  const post = (account: number, owner: (typeof owners)[number], day: number) => {
    for (let i = 0; i < 40; i++) {
      const from = random.next() < 0.5 ? owner.favourites : words;
      const said = Array.from({ length: 6 + random.below(8) }, () => from[random.below(from.length)]!).join(' ');
      const text = `${owner.capital ? `W${said.slice(1)}` : said}${random.next() < 0.3 ? ` ${owner.tag}` : ''}${owner.ending}`;
      rows.push({ account, text, time: ((day + i) * 24 + owner.hour + random.below(3)) * 3_600_000 });
    }
  };
  for (const [account, owner] of owners.entries()) post(account, owner, 0);
  for (const [account, owner] of owners.slice(0, SECOND).entries()) post(OWNERS + account, owner, 100);
  return {
    actors: OWNERS + SECOND,
    actor: Uint32Array.from(rows, ({ account }) => account),
    text: rows.map(({ text }) => text),
    timeMillis: Float64Array.from(rows, ({ time }) => time),
  };
}

const posts = platform();
const profiles = profilesOf(posts, 1);
const seconds = Array.from({ length: SECOND }, (_, i) => OWNERS + i);
const firsts = Array.from({ length: OWNERS }, (_, i) => i);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lapwing-networks-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('accounts', () => {
  it('are linked to the one that writes alike, with reasons', () => {
    const links = linkAccounts(profiles, { asked: seconds, among: firsts });
    const right = links.filter(({ account, candidates }) => candidates[0]?.account === account - OWNERS);
    expect(right.length).toBeGreaterThanOrEqual(SECOND - 1);
    for (const { candidates, margin } of links) {
      expect(candidates.length).toBeLessThanOrEqual(5);
      expect(margin).toBeCloseTo(candidates[0]!.probability - candidates[1]!.probability, 12);
      expect(candidates[0]!.evidence.length).toBeGreaterThan(0);
      expect(candidates[0]!.evidence.every(({ logOdds }) => logOdds > 0)).toBe(true);
    }
  });

  it('are linked only where that is probable, and far ahead', () => {
    const all = linkAccounts(profiles, { asked: seconds, among: firsts, minProbability: 0.01, minMargin: 0.01 });
    expect(all.filter(({ link }) => link !== null).length).toBeGreaterThan(0);
    const none = linkAccounts(profiles, { asked: seconds, among: firsts, minMargin: 1 });
    expect(none.map(({ link }) => link)).toEqual(seconds.map(() => null));
  });

  it('that had a rare key in common are more probable, and it is named', () => {
    const keys = profiles.map((_, account) => ({
      device: [account === 0 || account === OWNERS ? 'shared' : `own ${account}`],
    }));
    const hashed = keys.map((own) => hashedKeys(PEPPER, own));
    const [plain] = linkAccounts(profiles, { asked: [OWNERS], among: firsts });
    const [keyed] = linkAccounts(profilesOf(posts, 1, hashed), { asked: [OWNERS], among: firsts });
    expect(keyed!.candidates[0]!.sharedKeys).toEqual([
      { name: 'device', value: hashKey(PEPPER, 'device', 'shared'), accounts: 2 },
    ]);
    const of = (links: typeof plain) => links!.candidates.find(({ account }) => account === 0)!.probability;
    expect(of(keyed)).toBeGreaterThan(of(plain));
  });

  it('that a key joins are candidates, however they write; those of a key that everybody has are not for that', () => {
    const silent = profilesOf({ actors: 300, actor: new Uint32Array(), text: [], timeMillis: new Float64Array() }, 1);
    const withKeys = silent.map((profile, account) => ({
      ...profile,
      keys: { ip: ['everybody', account === 3 || account === 250 ? 'rare' : `own ${account}`] },
    }));
    const everybody = withKeys.map((_, account) => account);
    expect(candidatesOf(withKeys, vectorsOf(withKeys), [3], everybody, 1)[0]).toContain(250);
    expect(candidatesOf(withKeys, vectorsOf(withKeys), [3], everybody, 1)[0]!.length).toBeLessThan(10);
  });

  it('teach a model from known pairs', () => {
    const model = learnLinks(
      profiles,
      seconds.slice(0, 5).map((account) => [account, account - OWNERS] as const),
    );
    expect(model.weights.every((weight) => weight >= 0)).toBe(true);
    const links = linkAccounts(profiles, { model, asked: seconds.slice(5), among: firsts });
    expect(
      links.filter(({ account, candidates }) => candidates[0]?.account === account - OWNERS).length,
    ).toBeGreaterThanOrEqual(2);
    expect(() => learnLinks(profiles, [])).toThrow('no labelled pair');
    expect(DEFAULT_MODEL.weights.some((weight) => weight > 0)).toBe(true);
  });

  it('without posts are like nobody, and nobody is like them', () => {
    const none = profilesOf({ actors: 2, actor: new Uint32Array(), text: [], timeMillis: new Float64Array() }, 1);
    for (const { link, candidates } of linkAccounts(none)) {
      expect(link).toBeNull();
      expect(candidates.every(({ probability }) => probability < 0.5)).toBe(true);
    }
    expect(linkAccounts([])).toEqual([]);
    expect(() =>
      profilesOf({ actors: 1, actor: Uint32Array.of(1), text: ['x'], timeMillis: Float64Array.of(0) }, 1),
    ).toThrow('actor 1 of 1');
    expect(() =>
      profilesOf({ actors: 1, actor: Uint32Array.of(0), text: [], timeMillis: Float64Array.of(0) }, 1),
    ).toThrow('differ in length');
  });
});

describe('peppers', () => {
  it('decide what a hash is; so does the name of the key, not case and space', () => {
    expect(hashKey(PEPPER, 'ip', ' 192.0.2.1')).toBe(hashKey(PEPPER, 'ip', '192.0.2.1'));
    expect(hashKey(PEPPER, 'ip', '192.0.2.1')).not.toBe(hashKey(PEPPER, 'device', '192.0.2.1'));
    expect(hashKey(PEPPER, 'ip', '192.0.2.1')).not.toBe(
      hashKey({ id: 'x', secret: 'another secret entirely' }, 'ip', '192.0.2.1'),
    );
    expect(featureSeed(PEPPER)).not.toBe(featureSeed({ id: 'x', secret: 'another secret entirely' }));
  });

  it('come as lines, the one in use first', () => {
    const text = '# rotated monthly\n2026-11 a-secret-of-length-sixteen\r\n\n2026-10 another-secret-of-that-length\n';
    expect(parsePeppers(text).map(({ id }) => id)).toEqual(['2026-11', '2026-10']);
    expect(() => parsePeppers('2026-11 short')).toThrow('line 1 of the peppers');
    expect(() => parsePeppers('a 0123456789abcdef\na 0123456789abcdef')).toThrow('line 2: there are two peppers a');
    expect(() => parsePeppers('# nothing\n')).toThrow('there is no pepper');
  });
});

describe('profiles', () => {
  it('read back from their file as they were, and hold no word of the posts', async () => {
    const path = join(directory, 'profiles.ndjson');
    const stored = profiles.slice(0, 3).map((profile, i) => ({
      account: `account ${i}`,
      pepper: PEPPER.id,
      profile: { ...profile, keys: { ip: [hashKey(PEPPER, 'ip', '192.0.2.1')] } },
    }));
    await writeProfiles(path, stored);
    expect(await readProfiles(path)).toEqual(stored);
    const text = await readFile(path, 'utf8');
    for (const secret of ['topic0', '192.0.2.1', posts.text[0]!]) expect(text).not.toContain(secret);
  });

  it('that are none are refused with their line', async () => {
    const path = join(directory, 'wrong.ndjson');
    for (const [line, message] of [
      ['{', 'line 1: '],
      ['{"account":"a"}', 'account, pepper or posts is missing'],
      ['{"account":"a","pepper":"p","posts":1,"keys":{"ip":3},"features":{}}', 'key ip is no list'],
      ['{"account":"a","pepper":"p","posts":1,"keys":{},"features":{}}', 'the features of characters'],
    ] as const) {
      await writeFile(path, `${line}\n`);
      await expect(readProfiles(path)).rejects.toThrow(message);
    }
    await expect(readProfiles(join(directory, 'none'))).rejects.toThrow('ENOENT');
  });
});

describe('posts', () => {
  it('are read with their accounts and the keys of these', async () => {
    const path = join(directory, 'posts.csv');
    await writeFile(path, 'who,said,when,ip\nbo,"hello, you",1,192.0.2.1\nana,,2,\n,x,3,\nbo,again,4,192.0.2.2\n');
    const {
      posts: read,
      actorNames,
      keys,
      rows,
      empty,
    } = await readPosts(path, {
      actor: 'who',
      text: 'said',
      time: 'when',
      keys: { address: 'ip' },
    });
    expect([actorNames, rows, empty]).toEqual([['ana', 'bo'], 4, 1]);
    expect([...read.actor]).toEqual([1, 0, 1]);
    expect(read.text).toEqual(['hello, you', '', 'again']);
    expect(keys).toEqual([{}, { address: ['192.0.2.1', '192.0.2.2'] }]);
    await expect(readPosts(path, { actor: 'who', text: 'said', time: 'said' })).rejects.toThrow(
      'row 1: said "hello, you" is no time',
    );
  });
});
