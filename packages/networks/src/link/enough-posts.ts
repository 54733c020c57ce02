/** Accounts of which too little is known to tell how they write. */
import type { NamedPosts } from '../readers/read-posts.ts';

/** Without accounts that have fewer posts, and no key either. */
export function withEnoughPosts(named: NamedPosts, least: number): NamedPosts {
  const posts = new Uint32Array(named.actorNames.length);
  for (const actor of named.posts.actor) posts[actor]!++;
  const kept = [...posts.keys()].filter((a) => posts[a]! >= least || Object.keys(named.keys[a]!).length > 0);
  const number = new Int32Array(posts.length).fill(-1);
  for (const [to, from] of kept.entries()) number[from] = to;
  const rows = Uint32Array.from(named.posts.actor.keys()).filter((row) => number[named.posts.actor[row]!]! >= 0);
  return {
    ...named,
    actorNames: kept.map((a) => named.actorNames[a]!),
    keys: kept.map((a) => named.keys[a]!),
    posts: {
      actors: kept.length,
      actor: rows.map((row) => number[named.posts.actor[row]!]!),
      text: Array.from(rows, (row) => named.posts.text[row]!),
      timeMillis: Float64Array.from(rows, (row) => named.posts.timeMillis[row]!),
    },
  };
}
