/** The entry of the thread that learns: it keeps a copy of everything that came in, and runs the batch on it when asked. */
import { parentPort, workerData } from 'node:worker_threads';
import { buffersOf, learn } from '../core/live/learn.ts';
import { LiveStore } from '../core/live/store.ts';
import { NotesError } from '../errors.ts';
import type { FromLearner, LearnerStart, ToLearner } from './messages.ts';

if (parentPort === null) throw new Error('this module is started as a worker thread');
const port = parentPort;
// Started by `Refresher` alone, with exactly this.
const { options } = workerData as LearnerStart;
const store = new LiveStore();

port.on('message', (message: ToLearner) => {
  if (message.kind === 'entries') {
    // Whoever sent them has taken them: what contradicts an earlier one was refused there.
    for (const entry of message.entries) store.add(entry);
    return;
  }
  try {
    const learned = learn(store, message.history, message.now, options);
    const answer: FromLearner = { kind: 'learned', learned };
    port.postMessage(answer, buffersOf(learned));
  } catch (error) {
    if (!(error instanceof NotesError)) throw error;
    const answer: FromLearner = { kind: 'refused', message: error.message };
    port.postMessage(answer);
  }
});
