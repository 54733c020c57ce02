/** The same thing said otherwise: what copies do to be no copies. Also slips of the finger, which people make. */
import type { Dice } from '../random/dice.ts';

const SYNONYMS: readonly (readonly string[])[] = [
  ['earned', 'made', 'got', 'cashed out'],
  ['today', 'right now', 'tonight'],
  ['amazing', 'incredible', 'unreal', 'great'],
  ['friends', 'folks', 'everyone', 'people'],
  ['free', 'at no cost', 'for nothing'],
  ['look', 'see', 'check'],
  ['real', 'genuine', 'honest'],
  ['never', 'not once', 'at no time'],
  ['they', 'those people'],
  ['gratis', 'sin coste'],
  ['hoy', 'ahora mismo', 'esta noche'],
  ['increíble', 'brutal', 'tremendo'],
];
const BY_WORD = new Map(SYNONYMS.flatMap((group) => group.map((word) => [word, group] as const)));
const OPENERS = ['', 'So, ', 'Well: ', 'FYI ', 'Again: ', 'PSA: '];
const CLOSERS = ['', '.', '!', ' 🙏', ' 👇', ' …', ' (thread)'];

/** @param strength 0 gives the text itself; 1 changes each word that can be changed, the beginning and the end. */
export function paraphrase(dice: Dice, text: string, strength: number): string {
  if (strength <= 0) return text;
  const words = text.split(' ').map((word) => {
    const group = BY_WORD.get(word.toLowerCase());
    return group !== undefined && dice.chance(strength) ? dice.pick(group) : word;
  });
  const open = dice.chance(strength * 0.6) ? dice.pick(OPENERS) : '';
  const close = dice.chance(strength) ? dice.pick(CLOSERS) : '';
  const changed = `${open}${words.join(' ')}${close}`;
  return dice.chance(strength * 0.3) ? mistype(dice, changed) : changed;
}

/** Swaps, drops or doubles one character. */
export function mistype(dice: Dice, text: string): string {
  const at = dice.between(1, Math.max(1, text.length - 2));
  // A pair of surrogates is one character; leave it whole.
  if (/[\ud800-\udfff]/.test(text.slice(at - 1, at + 2))) return text;
  switch (dice.below(3)) {
    case 0:
      return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    default:
      return text.slice(0, at) + text.charAt(at) + text.slice(at);
  }
}
