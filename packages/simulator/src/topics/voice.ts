/** How somebody writes, whatever they say: small letters, favourite interjections and emoji, slips. The same for all of their texts. */
import type { Lang } from '../accounts/places.ts';
import type { Dice } from '../random/dice.ts';
import { mistype } from './paraphrase.ts';

/** A voice is a number below this. */
export const VOICES = 1 << 16;

const OPENERS = {
  en: 'Ha.|Hm.|Well.|Listen.|OK.|Honestly.|So.|Right.|Oh.|Look.|Again.|Wow.|Funny.|Serious question.|Sorry.|Guys.'.split(
    '|',
  ),
  es: 'Ja.|Bueno.|Oye.|Vale.|En serio.|A ver.|Pues.|Mira.|Otra vez.|Vaya.|Perdón.|Gente.|Uf.|Nada.|Ojo.|Total.'.split(
    '|',
  ),
};
const CLOSERS = {
  en: '😄|😅|🤷|👀|🙃|💬|❤️|🔥|:)|;)|...|!!|haha|imo|tbh|just saying'.split('|'),
  es: '😄|😅|🤷|👀|🙃|💬|❤️|🔥|:)|;)|...|!!|jaja|digo yo|en fin|ya está'.split('|'),
};
/** Favourites of one voice, of sixteen. */
const FAVOURITES = 3;
const OPENER_CHANCE = 0.1;
const CLOSER_CHANCE = 0.25;

/** A text in somebody's voice. */
export function voiced(dice: Dice, lang: Lang, voice: number, text: string): string {
  let said = text;
  if (dice.chance(OPENER_CHANCE)) said = `${favourite(dice, OPENERS[lang], voice >>> 12)} ${said}`;
  if (dice.chance(CLOSER_CHANCE)) said = `${said} ${favourite(dice, CLOSERS[lang], voice >>> 8)}`;
  if (dice.chance(((voice >>> 4) & 15) / 100)) said = mistype(dice, said);
  const isSmall = (voice & 7) === 0;
  if (dice.chance(isSmall ? 0.9 : 0.05)) return said.toLowerCase();
  const isLoud = (voice & 0x1f) === 1;
  return dice.chance(isLoud ? 0.2 : 0.01) ? said.toUpperCase() : said;
}

function favourite(dice: Dice, all: readonly string[], from: number): string {
  return all[(from + 5 * dice.below(FAVOURITES)) & 15] ?? '';
}
