/** Appends without end from many writers, and prints every position that it was told is durable. The test kills it. */
import { openJournal } from '../../src/index.ts';
import { payloadOf } from './payload.ts';

const journal = await openJournal(process.argv[2] ?? '', { segmentBytes: 200_000 });
process.stdout.write(`open ${journal.nextPosition}\n`);
await Promise.all(
  Array.from({ length: 64 }, async () => {
    for (;;) {
      const position = journal.append('event', payloadOf(journal.nextPosition), journal.nextPosition);
      await journal.durable(position);
      process.stdout.write(`${position}\n`);
    }
  }),
);
