/** A whole run on several threads, in phases that are kept on disk: the same result as `runScoring`, to the last bit. */
import type { Dataset } from '../core/data/dataset.ts';
import { coverageJob, JOBS, type JobInput, prescoreJob, scoreJob } from '../core/pipeline/jobs.ts';
import {
  addJob,
  finish,
  gather,
  prepare,
  type RunOptions,
  type RunResult,
  wantsCoverage,
} from '../core/pipeline/run.ts';
import { preprocess } from '../core/preprocess.ts';
import { REPUTATION } from '../core/scorers/definition.ts';
import type { Prescoring } from '../core/scorers/prescore.ts';
import { type Similarity, similarGroups } from '../core/similarity/apply.ts';
import { quasiCliques } from '../core/similarity/cliques.ts';
import { NotesError } from '../errors.ts';
import { type Checkpoints, NO_CHECKPOINTS } from './checkpoints.ts';
import { type JobOutcome, type SentInput, shareColumns } from './messages.ts';
import { ThreadTeam } from './team.ts';

/** Up to where a run goes; `final` and `contributor` end the same way, for the last stages take no time. */
export const PHASES = ['all', 'pss', 'prescoring', 'final', 'contributor'] as const;
export type Phase = (typeof PHASES)[number];

export interface ThreadedOptions extends Omit<RunOptions, 'harassment' | 'diligence'> {
  /** False leaves the model out. */
  readonly harassment?: boolean;
  readonly diligence?: boolean;
  /** 1 when absent: everything on this thread. */
  readonly threads?: number;
  readonly checkpoints?: Checkpoints;
  readonly phase?: Phase;
  /** Ends the run: it rejects with the signal's reason, and what was kept stays. */
  readonly signal?: AbortSignal;
}

/** The result, or null where `phase` ends before there is one. */
export async function scoreOnThreads(dataset: Dataset, options: ThreadedOptions): Promise<RunResult | null> {
  const phase = options.phase ?? 'all';
  const checkpoints = options.checkpoints ?? NO_CHECKPOINTS;
  const runOptions = plainOptions(options);
  const steps = JOBS.length + 3;
  let step = 0;
  const stage = (name: string) => options.onStage?.(name, step++ / steps);
  const lanes = Math.min(options.threads ?? 1, JOBS.length);
  const team = lanes > 1 ? new ThreadTeam(dataset, lanes) : null;
  const saving: Promise<void>[] = [];
  const stop = () => void team?.close();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    stage('similar raters');
    const rows = preprocess(dataset).rows;
    const similarity = await findSimilarity(dataset, rows, team, checkpoints, options);
    if (phase === 'pss') return null;
    const prepared = prepare(dataset, runOptions, similarity);
    team?.setInput(sentInput(prepared.input));
    const gathered = gather(dataset);
    const ready = new Map<number, JobOutcome>();
    let added = 0;
    const score = phase !== 'prescoring';
    const doJob = async (index: number) => {
      const job = JOBS[index]!;
      const { name } = job.scorer;
      const saved = await checkpoints.load<Prescoring>(`prescoring-${name}`);
      if (saved === null && (phase === 'final' || phase === 'contributor')) {
        const advice = 'run the phase "prescoring" first';
        throw new NotesError('missing', `nothing is kept of ${name} for this data and these options: ${advice}`);
      }
      stage(name);
      if (saved !== null && !score) return;
      const outcome =
        team === null
          ? jobHere(dataset, index, saved, score, prepared.input)
          : await team.run({ kind: 'job', job: index, prescoring: saved, score });
      if (saved === null) saving.push(checkpoints.save(`prescoring-${name}`, outcome.prescoring));
      // Added in the order of the jobs, whichever thread is done first.
      ready.set(index, outcome);
      for (let next = ready.get(added); next?.notes; next = ready.get(added)) {
        ready.delete(added);
        addJob(gathered, JOBS[added++]!, next.prescoring, next.notes, options.scorers);
      }
      // Lets the checkpoint be written, and whoever stops the run be heard, where everything is done on this thread.
      if (team === null) await Promise.all(saving);
    };
    const queue = [...heaviestFirst(dataset)];
    const lane = async () => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
        options.signal?.throwIfAborted();
        await doJob(index);
      }
    };
    const coverageLane = async () => {
      if (!score || !wantsCoverage(runOptions)) return null;
      stage(REPUTATION.name);
      return team === null ? coverageJob(dataset, prepared.input) : await team.run({ kind: 'coverage' });
    };
    const [coverage] = await Promise.all([coverageLane(), ...Array.from({ length: lanes }, lane)]);
    await Promise.all(saving);
    if (!score) return null;
    stage('statuses');
    const result = finish(dataset, prepared, { ...gathered, coverage }, runOptions);
    options.onStage?.('done', 1);
    return result;
  } catch (error) {
    throw options.signal?.aborted ? options.signal.reason : error;
  } finally {
    options.signal?.removeEventListener('abort', stop);
    await team?.close();
    await Promise.allSettled(saving);
  }
}

function plainOptions({ harassment, diligence, ...options }: ThreadedOptions): RunOptions {
  return {
    ...options,
    ...(harassment === false ? { harassment: null } : {}),
    ...(diligence === false ? { diligence: null } : {}),
  };
}

async function findSimilarity(
  dataset: Dataset,
  rows: Int32Array,
  team: ThreadTeam | null,
  checkpoints: Checkpoints,
  options: ThreadedOptions,
): Promise<Similarity | null> {
  // Null where nothing is looked for: then preparing is all there is to do.
  if (options.similarity === false || !preprocess(dataset).crowd) return null;
  const saved = await checkpoints.load<Similarity>('similarity');
  if (saved !== null) return saved;
  const [group, clique] =
    team === null
      ? [similarGroups(dataset, rows), quasiCliques(dataset, rows)]
      : await Promise.all([
          team.run({ kind: 'groups', rows: rows.slice() }),
          team.run({ kind: 'cliques', rows: rows.slice() }),
        ]);
  await checkpoints.save('similarity', { group, clique });
  return { group, clique };
}

function jobHere(
  dataset: Dataset,
  index: number,
  saved: Prescoring | null,
  score: boolean,
  input: JobInput,
): JobOutcome {
  const job = JOBS[index]!;
  const prescoring = saved ?? prescoreJob(dataset, job, input);
  return { prescoring, notes: score ? scoreJob(dataset, job, prescoring, input) : null };
}

function sentInput(input: JobInput): SentInput {
  return shareColumns({ ...input, harassment: input.harassment !== null, diligence: input.diligence !== null });
}

/** Numbers of the jobs, those with most ratings first: a large one that is begun last would keep one thread busy for long. */
function heaviestFirst({ ratings, participants, notes }: Dataset): number[] {
  const perGroup = new Float64Array(256);
  const perTopic = new Float64Array(256);
  for (let row = 0; row < ratings.count; row++) {
    perGroup[participants.group[ratings.rater[row]!]! & 255]!++;
    perTopic[notes.topic[ratings.note[row]!]!]!++;
  }
  const weight = JOBS.map(({ scorer }) => {
    const groups = scorer.groups?.reduce((sum, group) => sum + perGroup[group]!, 0) ?? ratings.count;
    if (scorer.topic !== null) return perTopic[scorer.topic]! / 4;
    return scorer.excludeTopics ? groups * (perTopic[0]! / ratings.count) : groups;
  });
  return Array.from(JOBS.keys()).sort((a, b) => weight[b]! - weight[a]! || a - b);
}
