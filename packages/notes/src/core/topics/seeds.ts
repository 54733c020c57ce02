/**
 * Topics of posts, told by seed terms in the notes about them (notes.md §2.3). A post whose notes name exactly one topic has it; one
 * that names several or none has no topic, as has one that only the reference's trained classifier would place.
 */

export interface Topic {
  readonly name: string;
  readonly pattern: RegExp;
}

const seeds = (...terms: string[]) => new RegExp(`(?:\\s|^)(?:${terms.join('|')})`, 'i');

/** Topic `i` of a note is `TOPICS[i - 1]`. */
export const TOPICS: readonly Topic[] = [
  { name: 'UkraineConflict', pattern: seeds('ukrain', 'russia', 'kiev', 'kyiv', 'moscow', 'zelensky', 'putin') },
  { name: 'GazaConflict', pattern: seeds('israel', 'palestin', 'gaza', 'jerusalem', '\\bhamas\\b') },
  { name: 'MessiRonaldo', pattern: seeds('messi\\b', 'ronaldo') },
  {
    name: 'Scams',
    pattern: seeds(
      ...['scam', 'undisclosed\\sad', 'terms\\sof\\sservice', 'help\\.x\\.com', 'x\\.com/tos', 'engagement\\sfarm'],
      ...['spam', 'gambling', 'apostas', 'apuestas', 'dropship', 'drop\\sship', 'promotion'],
    ),
  },
  {
    name: 'InDimensionTwo',
    pattern: seeds('ugc\\b', 'gc\\b', 'obc\\b', 'sc\\b', 'sc[,\\s]+st\\b', 'st[,\\s]+sc\\b', 'आरक्षण'),
  },
];

/** One bit per topic whose terms a text holds. */
export function seedTopics(summary: string): number {
  const text = withoutUrls(summary);
  let found = 0;
  for (let topic = 0; topic < TOPICS.length; topic++) if (TOPICS[topic]!.pattern.test(text)) found |= 1 << topic;
  return found;
}

/** Topic of every note: that of its post. */
export function assignTopics(post: Int32Array, postCount: number, noteSeeds: Uint8Array): Uint8Array {
  const postSeeds = new Uint8Array(postCount);
  for (let note = 0; note < post.length; note++) if (post[note] !== -1) postSeeds[post[note]!]! |= noteSeeds[note]!;
  const topic = new Uint8Array(post.length);
  for (let note = 0; note < post.length; note++) {
    const bits = post[note] === -1 ? noteSeeds[note]! : postSeeds[post[note]!]!;
    const single = bits !== 0 && (bits & (bits - 1)) === 0;
    topic[note] = single ? 32 - Math.clz32(bits) : 0;
  }
  return topic;
}

/** A link counts by its words of four letters and more, except for links that are seed terms themselves. */
function withoutUrls(summary: string): string {
  const words = summary.replace(/https?:\/\/\S+/g, (url) => {
    if (/help\.(?:x|twitter)\.com|x\.com\/tos/i.test(url)) return url.replace(/^https?:\/\//, ' ');
    return ` ${(url.replace(/^https?:\/\//, '').match(/[a-z]{4,}/gi) ?? []).join(' ')} `;
  });
  // The terms of the last kind keep their slash; elsewhere `_` and `/` separate words.
  return words.replace(/_/g, ' ').replace(/\/(?!tos)/g, ' ');
}
