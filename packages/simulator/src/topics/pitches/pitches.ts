/**
 * What campaigns say. No campaign uses all of it: each has a script of its own, a part of the templates and words, so that whoever has
 * learnt the words of one does not know those of the next. People say such things too: they advertise, repeat, warn and mock.
 */
import type { Dice } from '../../random/dice.ts';
import { Grammar, type Rules } from '../grammar.ts';
import { BAIT, FANS, LURES } from './bait.ts';
import { CLAIMS, POINTS } from './claims.ts';
import { COINS } from './coins.ts';
import { EARNINGS } from './earnings.ts';

export type Pitches = Readonly<Record<'en' | 'es', Rules & { readonly say: readonly string[] }>>;

/** Of each list of templates and words, what one campaign uses. */
const SCRIPT_SHARE = 0.4;

/** The texts of one campaign in both languages. */
export class Script {
  readonly #grammars: Readonly<Record<'en' | 'es', Grammar>>;

  constructor(dice: Dice, pitches: Pitches) {
    this.#grammars = {
      en: new Grammar(someOf(dice, pitches.en)),
      es: new Grammar(someOf(dice, pitches.es)),
    };
  }

  line(dice: Dice, lang: 'en' | 'es'): string {
    return this.#grammars[lang].expand(dice, 'say');
  }
}

function someOf(dice: Dice, rules: Rules): Rules {
  return Object.fromEntries(
    Object.entries(rules).map(([symbol, items]) => {
      const left = [...items];
      const kept = Math.min(left.length, Math.max(2, Math.ceil(left.length * SCRIPT_SHARE)));
      const chosen = Array.from({ length: kept }, () => left.splice(dice.below(left.length), 1)[0] ?? '');
      return [symbol, chosen];
    }),
  );
}

const HEARD = [EARNINGS, EARNINGS, COINS, BAIT, LURES, FANS, CLAIMS, POINTS].map(({ en, es }) => ({
  en: new Grammar(en),
  es: new Grammar(es),
}));

/** How people pass on what they have heard: as it is, as an offer of their own, in doubt, in warning, in jest. */
const FRAMES = {
  en: [
    '{}',
    '{}',
    '{}',
    '{}',
    '{} – is this real?',
    'Got this again: "{}"',
    'My uncle sent me this: {}',
    '{} Sure.',
    'Somebody in the queue said: {}',
    '"{}" Do not fall for it',
    'Ad of the day: "{}"',
    '{} At least they say so',
    'Has anyone else read this? {}',
  ],
  es: [
    '{}',
    '{}',
    '{}',
    '{} – ¿es verdad?',
    'Otra vez me llega: "{}"',
    'Mi tío me manda esto: {}',
    '"{}" No piquéis',
    '{} Eso dicen',
    'Anuncio del día: "{}"',
  ],
} as const;

/** What an ordinary person says of money, coins, rumours and famous people. */
export function hearsay(dice: Dice, lang: 'en' | 'es'): string {
  return dice.pick(FRAMES[lang]).replace('{}', () => dice.pick(HEARD)[lang].expand(dice, 'say'));
}
