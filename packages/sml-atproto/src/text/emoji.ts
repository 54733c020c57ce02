/** Emoji of a text. */
import { type FunctionDeclaration, listOf, STR, simpleFunction } from '@lapwing/sml';

/** The original's ranges. The one from U+24C2 to U+1F251 also holds CJK, Hangul and much else: rulesets count with that. */
const EMOJI =
  /[\u{1f600}-\u{1f64f}\u{1f300}-\u{1f5ff}\u{1f680}-\u{1f6ff}\u{1f1e0}-\u{1f1ff}\u{24c2}-\u{1f251}\u{1f900}-\u{1f9ff}\u{1fa70}-\u{1faff}]+/gu;

export const emojiFunctions = (): FunctionDeclaration[] => [
  simpleFunction({
    name: 'ExtractEmoji',
    category: 'string',
    doc: 'The runs of emoji in a text. Letters of many scripts count too, Chinese among them, as in the original.',
    examples: [{ source: "A = ExtractEmoji(s='hi 😀🔥 there ❤')", features: { A: ['😀🔥', '❤'] } }],
    parameters: [{ name: 's', type: STR, doc: 'The text.' }],
    result: listOf(STR),
    purity: 'pure',
    cost: 80,
    failure: 'never',
    run: (_context, s: string) => s.match(EMOJI) ?? [],
  }),
];
