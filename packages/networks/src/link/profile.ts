/** Accounts as what they wrote, when, and from where. */
import { NetworksError } from '../core/errors.ts';
import { POSTS_PER_PROFILE } from './limits.ts';
import { addPost, type Counts, noCounts, type Space } from './spaces.ts';
import { type Sparse, sparseOf } from './sparse.ts';

/** Posts in any order; accounts are numbered from 0. */
export interface Posts {
  readonly actors: number;
  readonly actor: Uint32Array;
  readonly text: readonly string[];
  readonly timeMillis: Float64Array;
}

export interface Profile {
  /** How often each feature comes, by space. */
  readonly features: Readonly<Record<Space, Sparse>>;
  readonly posts: number;
  /** By name of the key (an address, a device, an avatar) the hashed values that the account had. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

/**
 * Profile of each account, of its latest `POSTS_PER_PROFILE` posts. Profiles are comparable where they were made with the same `seed`.
 * Throws a NetworksError where the columns differ in length.
 */
export function profilesOf(posts: Posts, seed: number, keys: readonly Profile['keys'][] = []): Profile[] {
  const { actors, actor, text, timeMillis } = posts;
  if (text.length !== actor.length || timeMillis.length !== actor.length) {
    throw new NetworksError('the columns of the posts differ in length');
  }
  const rows: number[][] = Array.from({ length: actors }, () => []);
  for (const [row, of] of actor.entries()) {
    const its = rows[of];
    if (its === undefined) throw new NetworksError(`row ${row}: actor ${of} of ${actors}`);
    its.push(row);
  }
  return rows.map((its, of) => {
    const counts = noCounts();
    const latest = its.sort((a, b) => timeMillis[b]! - timeMillis[a]! || a - b).slice(0, POSTS_PER_PROFILE);
    for (const row of latest) addPost(counts, text[row]!, timeMillis[row]!, seed);
    return { features: featuresOf(counts), posts: its.length, keys: keys[of] ?? {} };
  });
}

function featuresOf(counts: Counts): Record<Space, Sparse> {
  return {
    characters: sparseOf(counts.characters),
    words: sparseOf(counts.words),
    marks: sparseOf(counts.marks),
    tags: sparseOf(counts.tags),
    mentions: sparseOf(counts.mentions),
    domains: sparseOf(counts.domains),
    hours: sparseOf(counts.hours),
  };
}
