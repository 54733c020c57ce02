/** What people write: statements and answers on a topic, with the hashtags, mentions, links and slips that come with them. */
import type { Random } from '../../random/random.ts';
import { ENGLISH } from '../../topics/english/index.ts';
import { Grammar } from '../../topics/grammar.ts';
import { SPANISH } from '../../topics/spanish.ts';
import type { Topic } from '../../topics/topic.ts';

export interface Text {
  readonly text: string;
  readonly links: readonly string[];
  readonly hashtags: readonly string[];
  readonly mentions: readonly string[];
}

export interface TextParts {
  readonly link?: string;
  readonly mentions?: readonly string[];
  readonly hashtagChance: number;
  /** Chance of a slip of the finger. */
  readonly typoChance: number;
}

export class Texts {
  readonly topics: readonly Topic[] = [...ENGLISH, ...SPANISH];
  readonly #grammars = this.topics.map((topic) => new Grammar(topic.rules));

  /** Indexes of the topics in a language. */
  topicsIn(lang: Topic['lang']): number[] {
    return this.topics.flatMap((topic, index) => (topic.lang === lang ? [index] : []));
  }

  write(random: Random, topic: number, symbol: 'say' | 'answer', parts: TextParts): Text {
    const grammar = this.#grammars[topic];
    const about = this.topics[topic];
    if (grammar === undefined || about === undefined) throw new RangeError(`no topic ${topic}`);
    let text = grammar.expand(random, symbol);
    if (random.chance(0.2)) text += `${/[.!?…]$/.test(text) ? '' : '.'} ${grammar.expand(random, 'say')}`;
    if (random.chance(parts.typoChance)) text = mistype(random, text);
    if (random.chance(0.12)) text = text.toLowerCase();
    const hashtags = random.chance(parts.hashtagChance) ? [random.pick(about.hashtags)] : [];
    return compose(text, {
      hashtags,
      links: parts.link === undefined ? [] : [parts.link],
      mentions: parts.mentions ?? [],
    });
  }
}

/** Text with mentions before and hashtags and links behind it. */
export function compose(text: string, parts: Omit<Text, 'text'>): Text {
  const mentions = parts.mentions.map((handle) => `@${handle} `).join('');
  const hashtags = parts.hashtags.map((tag) => ` #${tag}`).join('');
  const links = parts.links.map((link) => ` ${link}`).join('');
  return { text: `${mentions}${text}${hashtags}${links}`, ...parts };
}

/** Swaps, drops or doubles one character. */
function mistype(random: Random, text: string): string {
  const at = random.between(1, Math.max(1, text.length - 2));
  // A pair of surrogates is one character; leave it whole.
  if (/[\ud800-\udfff]/.test(text.slice(at - 1, at + 2))) return text;
  switch (random.below(3)) {
    case 0:
      return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    default:
      return text.slice(0, at) + text.charAt(at) + text.slice(at);
  }
}
