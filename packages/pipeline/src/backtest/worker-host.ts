/** A worker's side of a lane. The entry file, which knows the functions that rules may call, passes its port and compiler. */
import type { MessagePort } from 'node:worker_threads';
import type { Compile } from '../ruleset/archive.ts';
import { Replayer } from './replayer.ts';
import type { FromWorker, ToWorker, WorkerStart } from './worker-messages.ts';

/** Throws where the ruleset does not compile, which ends the worker and fails its lane. */
export function serveBacktest(port: MessagePort, start: WorkerStart, compile: Compile): void {
  const compiled = compile(start.files);
  if (!compiled.ok) throw new Error(compiled.diagnostics);
  const replayer = new Replayer(compiled.ruleset, start.options);
  const answer = (message: FromWorker) => port.postMessage(message);
  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'batch':
        replayer.take(message.batch);
        answer({ type: 'taken' });
        break;
      case 'finish':
        answer({ type: 'result', result: replayer.result() });
        port.close();
    }
  });
}
