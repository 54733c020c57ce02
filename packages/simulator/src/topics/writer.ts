/** What people write: statements, answers, quarrels and jokes, with the hashtags and slips that come with them. */
import type { Dice } from '../random/dice.ts';
import { TOPICS } from './catalogue.ts';
import { Grammar } from './grammar.ts';
import { TEMPER } from './temper.ts';
import { VOICES, voiced } from './voice.ts';

export type Manner = 'say' | 'answer' | 'argue' | 'attack' | 'joke';

const GRAMMARS = TOPICS.map(({ rules }) => new Grammar(rules));
const TEMPERS = { en: new Grammar(TEMPER.en), es: new Grammar(TEMPER.es) };
/** From here on somebody takes a side when a topic divides. */
const OUTSPOKEN = 30;

/**
 * A sentence or two; `stance` is the author's opinion on the topic's axis, -100 to 100. Whoever writes for many accounts has no voice of
 * their own.
 */
export function write(dice: Dice, topic: number, manner: Manner, stance: number, voice = dice.below(VOICES)): string {
  let text = sentence(dice, topic, manner, stance);
  if (manner === 'say') {
    // Lengths are heavy-tailed: most posts are one sentence, some are four.
    for (let more = 0.5; text.length < 400 && dice.chance(more); more *= 0.75) {
      text += `${endsSentence(text) ? '' : '.'} ${sentence(dice, topic, manner, stance)}`;
    }
  } else if (manner === 'answer' && dice.chance(0.12)) text += ` ${sentence(dice, topic, 'say', stance)}`;
  return voiced(dice, TOPICS[topic]?.lang ?? 'en', voice, text);
}

function sentence(dice: Dice, topic: number, manner: Manner, stance: number): string {
  const about = TOPICS[topic];
  const grammar = GRAMMARS[topic];
  if (about === undefined || grammar === undefined) throw new RangeError(`no topic ${topic}`);
  switch (manner) {
    case 'say': {
      const takesSide = about.rules.for !== undefined && Math.abs(stance) > OUTSPOKEN && dice.chance(0.7);
      return grammar.expand(dice, takesSide ? (stance > 0 ? 'for' : 'against') : 'say');
    }
    case 'answer':
      return grammar.expand(dice, 'answer');
    case 'argue':
    case 'attack':
    case 'joke':
      return TEMPERS[about.lang].expand(dice, manner);
  }
}

function endsSentence(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last === 0x2e || last === 0x21 || last === 0x3f || last === 0x2026;
}
