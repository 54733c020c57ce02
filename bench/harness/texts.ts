/** Texts that people wrote, read where they lie and kept nowhere; those of the simulator where there are none. */
import { Readable } from 'node:stream';
import { parseEventText, readMapping, readSource, sourceInput } from '@lapwing/pipeline';
import { eventLines } from '@lapwing/simulator';
import { dataset } from './data.ts';
import { townWithoutViews } from './town.ts';

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

async function simulatedTexts(count: number): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const line of eventLines({ scenario: await townWithoutViews(), seed: 5 })) {
    const parsed = parseEventText(line, { nowMillis: Number.MAX_SAFE_INTEGER });
    const text = parsed.ok ? parsed.event.data['text'] : null;
    if (typeof text === 'string') texts.push(text);
    if (texts.length === count) break;
  }
  return texts;
}
