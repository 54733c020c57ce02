/** Runs one campaign from a seed on, so many inputs or without end, or tries one input; tells the main thread before each, so that a hang can be named. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Campaign, Input } from './campaign.ts';
import { campaigns } from './campaigns.ts';
import { Random } from './random.ts';

export interface Task {
  readonly campaign: string;
  readonly seed: number;
  /** Inputs to try; without end if absent. */
  readonly runs?: number;
  /** Only this input. */
  readonly input?: Input;
}

export type Report =
  | { readonly kind: 'started'; readonly seed: number }
  | { readonly kind: 'passed' }
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly seed: number; readonly input: Input; readonly error: string };

const port = parentPort;
if (port === null) throw new Error('this file runs as a worker');
const task: Task = workerData;
const campaign = campaigns.find(({ name }) => name === task.campaign);
if (campaign === undefined) throw new Error(`there is no campaign ${task.campaign}`);
const tell = (report: Report): void => port.postMessage(report);

if (task.input !== undefined) {
  tell({ kind: 'started', seed: task.seed });
  const error = errorOf(campaign, task.input);
  tell(error === null ? { kind: 'passed' } : { kind: 'failed', seed: task.seed, input: task.input, error });
} else {
  const end = task.seed + (task.runs ?? Number.POSITIVE_INFINITY);
  for (let seed = task.seed; seed < end; seed++) {
    tell({ kind: 'started', seed });
    const input = campaign.generate(new Random(seed));
    const error = errorOf(campaign, input);
    if (error === null) continue;
    tell({ kind: 'failed', seed, input: minimize(campaign, input, error), error });
  }
  tell({ kind: 'finished' });
}

function errorOf(tested: Campaign, input: Input): string | null {
  try {
    tested.run(input);
    return null;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}\n${placeOf(error)}` : String(error);
  }
}

/** The first lines of the stack that are ours. */
function placeOf(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.includes('/packages/'))
    .slice(0, 3)
    .map((line) => line.replace(/\(?file:\/\/.*\/packages\//, '(packages/'))
    .join('\n');
}

/** Takes away pieces of the input as long as it fails in the same place. */
function minimize(tested: Campaign, input: Input, error: string): Input {
  const sign = signature(error);
  const deadline = Date.now() + 5000;
  let best = input;
  for (const key of Object.keys(input)) {
    for (let size = Math.ceil((best[key] ?? '').length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at < (best[key] ?? '').length && Date.now() < deadline; ) {
        const text = best[key] ?? '';
        const smaller = { ...best, [key]: text.slice(0, at) + text.slice(at + size) };
        const again = errorOf(tested, smaller);
        if (again !== null && signature(again) === sign) best = smaller;
        else at += size;
      }
    }
  }
  return best;
}

function signature(error: string): string {
  return error.replaceAll(/`[^`]*`|"[^"]*"|\d+|true|false|null/g, '');
}
