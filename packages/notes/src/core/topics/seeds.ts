/** Seed terms of topics, and what counts as a note's text (notes.md §2.3). */

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

/** One bit per topic whose terms a text (without links) holds. */
export function seedTopics(text: string): number {
  let found = 0;
  for (let topic = 0; topic < TOPICS.length; topic++) if (TOPICS[topic]!.pattern.test(text)) found |= 1 << topic;
  return found;
}

/** A link counts by its words of four letters and more, except for links that are seed terms themselves. */
export function withoutUrls(summary: string): string {
  const words = summary.replace(/https?:\/\/\S+/g, (url) => {
    if (/help\.(?:x|twitter)\.com|x\.com\/tos/i.test(url)) return url.replace(/^https?:\/\//, ' ');
    return ` ${(url.replace(/^https?:\/\//, '').match(/[a-z]{4,}/gi) ?? []).join(' ')} `;
  });
  // The terms of the last kind keep their slash; elsewhere `_` and `/` separate words.
  return words.replace(/_/g, ' ').replace(/\/(?!tos)/g, ' ');
}
