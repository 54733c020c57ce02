/** All topics of the platform by index, and who is drawn to which. */
import { election } from './debates/election.ts';
import { housing } from './debates/housing.ts';
import { politica } from './debates/politica.ts';
import { ENGLISH } from './english/index.ts';
import { dinero } from './everyday/dinero.ts';
import { money } from './everyday/money.ts';
import { HAPPENINGS } from './happening.ts';
import { SPANISH } from './spanish.ts';
import type { Topic } from './topic.ts';

const EVERYDAY: readonly Topic[] = [
  ...ENGLISH.filter(({ name }) => name !== 'politics'),
  money,
  housing,
  election,
  ...SPANISH,
  dinero,
  politica,
];

export const TOPICS: readonly Topic[] = [...EVERYDAY, ...HAPPENINGS];

export function topicNamed(name: string): number {
  const index = TOPICS.findIndex((topic) => topic.name === name);
  if (index < 0) throw new RangeError(`no topic ${name}`);
  return index;
}

/** What people talk about when nothing happens. */
export function everydayTopics(lang: Topic['lang']): number[] {
  return EVERYDAY.flatMap((topic, index) => (topic.lang === lang ? [index] : []));
}

export function axisOf(topic: number): 0 | 1 | null {
  return TOPICS[topic]?.axis ?? null;
}
