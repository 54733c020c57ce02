/** What posts say about who wrote them: features of a text, by the side of writing that they are about. */
import { hashText } from '../text/hash.ts';

/**
 * - `characters`: sequences of three and four characters. `words`: words, and pairs of words that follow each other.
 * - `marks`: punctuation, emoji, spacing, capitals and digits, with what is next to them: what one does without thinking of it.
 * - `tags`, `mentions`, `domains`: whom and what one writes about.
 * - `hours`: hour of the day and of the week, in UTC.
 */
export const SPACES = ['characters', 'words', 'marks', 'tags', 'mentions', 'domains', 'hours'] as const;
export type Space = (typeof SPACES)[number];

export type Counts = Record<Space, Map<number, number>>;

export function noCounts(): Counts {
  return {
    characters: new Map(),
    words: new Map(),
    marks: new Map(),
    tags: new Map(),
    mentions: new Map(),
    domains: new Map(),
    hours: new Map(),
  };
}

const LINK = /https?:\/\/([^\s/?#]+)\S*/giu;
const MENTION = /[@＠](\w+)/gu;
const TAG = /[#＃]([\p{L}\p{M}\p{N}_]+)/gu;
const TOKEN = /[\p{L}\p{N}\p{M}_]+(?:['’][\p{L}]+)*|[^\s\p{L}\p{N}\p{M}_]+/gu;
const HOUR_MILLIS = 3_600_000;

/** Adds a post's features to the counts of its account. `seed` decides how features are numbered: who does not know it, learns no word. */
export function addPost(counts: Counts, text: string, timeMillis: number, seed: number): void {
  const hour = Math.floor(timeMillis / HOUR_MILLIS);
  add(counts.hours, mod(hour, 24));
  // The first of January 1970 was a Thursday; any day will do, as long as it is the same for all.
  add(counts.hours, 24 + mod(Math.floor(hour / 24), 7));
  for (const [, host = ''] of text.matchAll(LINK))
    add(counts.domains, hashText(host.toLowerCase().replace(/^www\./, ''), seed));
  for (const [, name = ''] of text.matchAll(MENTION)) add(counts.mentions, hashText(name.toLowerCase(), seed));
  for (const [, tag = ''] of text.matchAll(TAG)) add(counts.tags, hashText(tag.toLowerCase(), seed));
  // What a link or a name is made of is not the author's writing; that there is one, and where, is.
  const written = text.replace(LINK, 'ⓛ').replace(MENTION, 'ⓜ').replace(/\s+/gu, ' ').trim();
  addCharacters(counts.characters, written.toLowerCase(), seed);
  addWords(counts.words, written, seed);
  addMarks(counts.marks, written, seed);
}

function addCharacters(counts: Map<number, number>, text: string, seed: number): void {
  const padded = ` ${text} `;
  for (let i = 0; i + 3 <= padded.length; i++) {
    let hash = (0x81_1c_9d_c5 ^ seed) >>> 0;
    for (let k = 0; k < 3; k++) hash = Math.imul(hash ^ padded.charCodeAt(i + k), 0x01_00_01_93);
    add(counts, (hash ^ (hash >>> 15)) >>> 0);
    if (i + 4 > padded.length) break;
    hash = Math.imul(hash ^ padded.charCodeAt(i + 3), 0x01_00_01_93);
    add(counts, (hash ^ (hash >>> 15)) >>> 0);
  }
}

function addWords(counts: Map<number, number>, text: string, seed: number): void {
  let before = '^';
  for (const word of text.toLowerCase().match(TOKEN) ?? []) {
    add(counts, hashText(word, seed));
    add(counts, hashText(`${before} ${word}`, seed));
    before = word;
  }
  add(counts, hashText(`${before} $`, seed));
}

/** Words by their shape, marks as they are: single, and in pairs and triples. */
function addMarks(counts: Map<number, number>, text: string, seed: number): void {
  const shapes = [
    '^',
    ...(text.match(/[\p{L}\p{M}\p{N}_]+|\s|[^\s\p{L}\p{M}\p{N}_]/gu) ?? []).map((token) => {
      if (/^\p{N}+$/u.test(token)) return '9';
      if (!/^[\p{L}\p{M}\p{N}_]/u.test(token)) return token;
      if (token.length > 1 && token === token.toUpperCase() && token !== token.toLowerCase()) return 'AA';
      return /^\p{Lu}/u.test(token) ? 'Aa' : 'a';
    }),
    '$',
  ];
  for (let i = 0; i < shapes.length; i++) {
    add(counts, hashText(shapes[i]!, seed));
    if (i + 1 < shapes.length) add(counts, hashText(`${shapes[i]}${shapes[i + 1]}`, seed ^ 1));
    if (i + 2 < shapes.length) add(counts, hashText(`${shapes[i]}${shapes[i + 1]}${shapes[i + 2]}`, seed ^ 2));
  }
  // The length of a post, in steps of a fifth.
  add(counts, hashText(`length ${Math.round(Math.log(1 + text.length) * 5)}`, seed ^ 3));
}

function add(counts: Map<number, number>, feature: number): void {
  counts.set(feature, (counts.get(feature) ?? 0) + 1);
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
