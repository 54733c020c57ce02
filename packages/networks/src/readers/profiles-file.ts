/** Profiles of accounts as a file: NDJSON, a profile a line. What they say of keys and words is hashed. */
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { NetworksError } from '../core/errors.ts';
import type { Profile } from '../link/profile.ts';
import { SPACES, type Space } from '../link/spaces.ts';
import type { Sparse } from '../link/sparse.ts';

export interface StoredProfile {
  readonly account: string;
  /** Of the pepper that it was made with. */
  readonly pepper: string;
  readonly profile: Profile;
}

/** The file is there whole or not at all. */
export async function writeProfiles(path: string, profiles: Iterable<StoredProfile>): Promise<void> {
  const temporary = `${path}.writing`;
  function* lines(): Generator<string> {
    for (const { account, pepper, profile } of profiles) {
      const features = Object.fromEntries(
        SPACES.map((space) => [space, [[...profile.features[space].feature], [...profile.features[space].value]]]),
      );
      yield `${JSON.stringify({ account, pepper, posts: profile.posts, keys: profile.keys, features })}\n`;
    }
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(temporary, { mode: 0o600 }));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Rejects with a NetworksError that names the line. */
export async function readProfiles(path: string): Promise<StoredProfile[]> {
  const profiles: StoredProfile[] = [];
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  try {
    for await (const line of lines) {
      number++;
      if (line.trim() !== '') profiles.push(profileIn(line));
    }
  } catch (error) {
    const where = number === 0 ? path : `${path}, line ${number}`;
    throw new NetworksError(`${where}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  return profiles;
}

function profileIn(line: string): StoredProfile {
  const value: unknown = JSON.parse(line);
  const { account, pepper, posts, keys, features } = recordIn(value, 'a profile');
  if (typeof account !== 'string' || typeof pepper !== 'string' || typeof posts !== 'number') {
    throw new NetworksError('account, pepper or posts is missing');
  }
  const keysIn = Object.entries(recordIn(keys, 'keys')).map(([name, values]) => {
    if (!Array.isArray(values)) throw new NetworksError(`key ${name} is no list`);
    return [name, values.map(String)] as const;
  });
  const given = recordIn(features, 'features');
  const spaces = Object.fromEntries(SPACES.map((space) => [space, sparseIn(given[space], space)]));
  return { account, pepper, profile: { posts, keys: Object.fromEntries(keysIn), features: withAll(spaces) } };
}

function withAll(spaces: Readonly<Record<string, Sparse>>): Record<Space, Sparse> {
  const of = (space: Space) => spaces[space] ?? { feature: new Uint32Array(), value: new Float32Array() };
  return {
    characters: of('characters'),
    words: of('words'),
    marks: of('marks'),
    tags: of('tags'),
    mentions: of('mentions'),
    domains: of('domains'),
    hours: of('hours'),
  };
}

function recordIn(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new NetworksError(`${what} is no object`);
  return value as Readonly<Record<string, unknown>>;
}

function sparseIn(value: unknown, space: string): Sparse {
  const [feature, count] = Array.isArray(value) ? (value as unknown[]) : [];
  if (!isNumbers(feature) || !isNumbers(count) || feature.length !== count.length) {
    throw new NetworksError(`the features of ${space} are no two lists of as many numbers`);
  }
  return { feature: Uint32Array.from(feature), value: Float32Array.from(count) };
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
