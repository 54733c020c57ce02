/** Texts as words. */

const LINK_OR_MENTION = /https?:\/\/\S+|(?:^|(?<=\s))[@＠]\S+/giu;
const WORD = /[\p{L}\p{N}\p{M}_]+(?:['’][\p{L}\p{M}]+)*/gu;

/** Lower-cased words (NFKC) without links and mentions: what stays the same when a text is posted again. */
export function wordsOf(text: string): string[] {
  return text.normalize('NFKC').toLowerCase().replace(LINK_OR_MENTION, ' ').match(WORD) ?? [];
}

const MENTION = /@.*?(?=\s|$)/g;

/** The coordination network toolkit's text: lower-cased, without mentions, whitespace as single spaces. */
export function toolkitText(text: string): string {
  return text.toLowerCase().replace(MENTION, '').trim().split(/\s+/u).join(' ');
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
const IS_ASCII = /^[\x20-\x7e]*$/;
/** Words by UAX #29 in ASCII: letters and digits, joined by what may lie within a word or a number; else one character each. */
const ASCII_WORD = /(?:[a-z_]|\d)+(?:(?:(?<=[a-z])[.':](?=[a-z])|(?<=\d)[.',;](?=\d))(?:[a-z_]|\d)+)*|[^a-z_\d ]/g;

/** The toolkit's tokens of a text, a set: its words and signs by UAX #29, without mentions. */
export function toolkitTokens(text: string): string[] {
  const clean = text.toLowerCase().replace(MENTION, '');
  if (IS_ASCII.test(clean)) return [...new Set(clean.match(ASCII_WORD) ?? [])].filter((token) => token !== "'");
  const tokens = new Set<string>();
  for (const { segment } of segmenter.segment(clean)) {
    const token = segment.trim();
    if (token !== '' && token !== "'") tokens.add(token);
  }
  return [...tokens];
}
