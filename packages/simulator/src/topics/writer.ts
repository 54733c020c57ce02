/** What people write: statements, answers, quarrels and jokes, with the hashtags and slips that come with them. */
import type { Dice } from '../random/dice.ts';
import { TOPICS } from './catalogue.ts';
import { Grammar } from './grammar.ts';
import { mistype } from './paraphrase.ts';
import { TEMPER } from './temper.ts';

export type Manner = 'say' | 'answer' | 'argue' | 'attack' | 'joke';

const GRAMMARS = TOPICS.map(({ rules }) => new Grammar(rules));
const TEMPERS = { en: new Grammar(TEMPER.en), es: new Grammar(TEMPER.es) };
/** From here on somebody takes a side when a topic divides. */
const OUTSPOKEN = 30;
const TYPO_CHANCE = 0.08;
const SHOUT_CHANCE = 0.02;
const LOWER_CHANCE = 0.15;

/** A sentence or two; `stance` is the author's opinion on the topic's axis, -100 to 100. */
export function write(dice: Dice, topic: number, manner: Manner, stance: number): string {
  let text = sentence(dice, topic, manner, stance);
  if (manner === 'say') {
    // Lengths are heavy-tailed: most posts are one sentence, some are four.
    for (let more = 0.5; text.length < 400 && dice.chance(more); more *= 0.75) {
      text += `${endsSentence(text) ? '' : '.'} ${sentence(dice, topic, manner, stance)}`;
    }
  } else if (manner === 'answer' && dice.chance(0.12)) text += ` ${sentence(dice, topic, 'say', stance)}`;
  if (dice.chance(TYPO_CHANCE)) text = mistype(dice, text);
  const form = dice.unit();
  if (form < LOWER_CHANCE) return text.toLowerCase();
  return form > 1 - SHOUT_CHANCE ? text.toUpperCase() : text;
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
