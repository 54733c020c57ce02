/** A further thread of a training. */
import { workerData } from 'node:worker_threads';
import { serve, type ThreadStart } from './crew.ts';
import { CONTROL_WORDS } from './layout.ts';
import { Work } from './work.ts';

// The one that starts this thread gives it a ThreadStart.
const start = workerData as ThreadStart;
serve(new Int32Array(start.memory.buffer, start.layout.control, CONTROL_WORDS), new Work(start));
