/** How a text is written, apart from its words: length, capitals, digits, links, signs. Each measure falls into one of few steps. */

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Each step is as wide as all before it: 0, 1, 2–3, 4–7 … */
const doubling = (value: number): number => (value === 0 ? 0 : 1 + Math.floor(Math.log2(value)));

/** Tenths of a share. */
const tenths = (part: number, whole: number): number => (whole === 0 ? 0 : Math.ceil((10 * part) / whole));

/** Of the text as it came. The same measure and step give the same word. */
export function shapeOf(text: string): string[] {
  const letters = count(text, /\p{L}/gu);
  return [
    `length ${doubling(text.length)}`,
    `words ${doubling(count(text, /\S+/g))}`,
    `capitals ${tenths(count(text, /\p{Lu}/gu), letters)}`,
    `shouted ${doubling(count(text, /\b\p{Lu}{3,}\b/gu))}`,
    `digits ${tenths(count(text, /\p{Nd}/gu), text.length)}`,
    `letters ${tenths(letters, text.length)}`,
    `beyond ASCII ${tenths(count(text, /[^\p{ASCII}]/gu), text.length)}`,
    `links ${doubling(count(text, /https?:\/\/|\bwww\.|\b[\w-]+\.(?:com|net|org|info|ru|tk|me|io|ly|be)\b/gi))}`,
    `names ${doubling(count(text, /@[\p{L}\p{N}_]/gu))}`,
    `hashtags ${doubling(count(text, /#[\p{L}\p{N}_]/gu))}`,
    `exclaimed ${doubling(count(text, /!/g))}`,
    `asked ${doubling(count(text, /\?/g))}`,
    `pictures ${doubling(count(text, /\p{Extended_Pictographic}/gu))}`,
    `drawn out ${doubling(count(text, /(.)\1{2,}/gu))}`,
  ];
}
