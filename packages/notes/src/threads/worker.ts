/** A thread of a run: does the tasks that it is sent on the data set that all threads share. Started by `ThreadTeam` alone. */
import { parentPort, workerData } from 'node:worker_threads';
import { judgeDiligence } from '../core/models/diligence.ts';
import { penaliseHarassment } from '../core/models/harassment.ts';
import type { ReputationResult } from '../core/models/reputation.ts';
import { coverageJob, JOBS, type JobInput, prescoreJob, scoreJob } from '../core/pipeline/jobs.ts';
import { similarGroups } from '../core/similarity/apply.ts';
import { quasiCliques } from '../core/similarity/cliques.ts';
import { NotesError } from '../errors.ts';
import {
  type FromThread,
  type JobOutcome,
  ownBuffers,
  type SharedDataset,
  type Task,
  type ToThread,
  unshareDataset,
} from './messages.ts';

const port = parentPort;
if (port === null) throw new Error('this module is started as a worker thread');
const dataset = unshareDataset(workerData as SharedDataset);
let input: JobInput | null = null;

port.on('message', (message: ToThread) => {
  if (message.kind === 'input') {
    input = {
      ...message.input,
      harassment: message.input.harassment ? penaliseHarassment : null,
      diligence: message.input.diligence ? judgeDiligence : null,
    };
    return;
  }
  let answer: FromThread;
  try {
    answer = { id: message.id, result: perform(message.task) };
  } catch (error) {
    const code = error instanceof NotesError ? error.code : null;
    answer = { id: message.id, failure: { code, message: error instanceof Error ? error.message : String(error) } };
  }
  port.postMessage(answer, ownBuffers(answer));
});

function perform(task: Task): JobOutcome | ReputationResult | Int32Array {
  switch (task.kind) {
    case 'groups':
      return similarGroups(dataset, task.rows);
    case 'cliques':
      return quasiCliques(dataset, task.rows);
    case 'coverage':
      if (input === null) throw new Error('there is nothing to score yet');
      return coverageJob(dataset, input);
    case 'job': {
      const job = JOBS[task.job];
      if (input === null || job === undefined) throw new Error(`there is no job ${task.job} yet`);
      const prescoring = task.prescoring ?? prescoreJob(dataset, job, input);
      return { prescoring, notes: task.score ? scoreJob(dataset, job, prescoring, input) : null };
    }
  }
}
