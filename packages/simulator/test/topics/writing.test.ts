import { expect, test } from 'vitest';
import { Stream } from '../../src/random/stream.ts';
import { TOPICS } from '../../src/topics/catalogue.ts';
import { paraphrase } from '../../src/topics/paraphrase.ts';
import { write } from '../../src/topics/writer.ts';

test('every topic and manner gives text without braces, in many variants', () => {
  const dice = new Stream(1);
  for (const [topic, { name }] of TOPICS.entries()) {
    for (const manner of ['say', 'answer', 'argue', 'attack', 'joke'] as const) {
      const texts = new Set<string>();
      for (let i = 0; i < 200; i++) texts.add(write(dice, topic, manner, i % 2 === 0 ? 80 : -80));
      for (const text of texts) {
        expect(text, `${name} ${manner}`).not.toMatch(/[{}]|undefined/);
        expect(text.isWellFormed()).toBe(true);
      }
      expect(texts.size, `${name} ${manner}`).toBeGreaterThan(20);
    }
  }
});

test('the two sides of a debate use other sentences', () => {
  const housing = TOPICS.findIndex(({ name }) => name === 'housing');
  const says = (stance: number) =>
    Array.from({ length: 300 }, (_, i) => write(new Stream(i), housing, 'say', stance))
      .join('\n')
      .toLowerCase();
  expect(says(90)).toContain('is overdue');
  expect(says(90)).not.toContain('will ruin');
  expect(says(-90)).toContain('will ruin');
});

test('a paraphrase of no strength is the text itself; of full strength it differs, and keeps most words', () => {
  const text = 'Friends, earned $2,150 in a week with this trick';
  const dice = new Stream(3);
  expect(paraphrase(dice, text, 0)).toBe(text);
  const variants = new Set(Array.from({ length: 100 }, () => paraphrase(dice, text, 1)));
  expect(variants.size).toBeGreaterThan(30);
  for (const variant of variants) expect(variant).toMatch(/\$|2,150|week/);
});
