/** Texts that people wrote, read where they lie and kept nowhere; those of the simulator where there are none. */
import { Readable } from 'node:stream';
import { readMapping, readSource, sourceInput } from '@lapwing/pipeline';
import { simulate } from '@lapwing/simulator';
import { dataset } from './data.ts';

export async function someTexts(count: number): Promise<readonly string[]> {
  const file = dataset('ira/tweets.csv.gz');
  if (file === null) return simulatedTexts(count);
  const parsed = readMapping({ action: { const: 'tweet' }, time: 'publish_date', data: ['content'] });
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const source = { ...sourceInput(file, Readable.from([])), mapping: parsed.mapping };
  const texts: string[] = [];
  for await (const batch of readSource(source, { now: Date.now })) {
    for (const { event } of batch.events) {
      const text = event.data['content'];
      if (typeof text === 'string') texts.push(text);
      if (texts.length === count) return texts;
    }
  }
  return texts;
}

function simulatedTexts(count: number): readonly string[] {
  const texts: string[] = [];
  for (const event of simulate({ seed: 5, preset: 'town', startMillis: Date.UTC(2026, 0, 5) })) {
    if ('text' in event.data && typeof event.data.text === 'string') texts.push(event.data.text);
    if (texts.length === count) break;
  }
  return texts;
}
