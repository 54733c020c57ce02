/** Trust as a job: from a file of edges to scores. */
import { join } from 'node:path';
import {
  dropLinked,
  fairnessGoodness,
  type NamedEdges,
  NetworksError,
  neighboursOf,
  pageRank,
  readEdges,
  sybilRank,
} from '@lapwing/networks';
import { writeLines } from './line-file.ts';
import type { EdgeInput, JobProgress, JobSummary } from './messages.ts';
import type { JobRequest } from './request.ts';

type Trust = Extract<JobRequest, { operation: 'trust' }>;

export interface TrustInput {
  readonly input: string;
  readonly columns: EdgeInput;
  readonly directory: string;
  readonly tell: (progress: JobProgress) => void;
}

/** Throws a NetworksError for what can be put right by asking otherwise. */
export async function runTrust(request: Trust, { input, columns, directory, tell }: TrustInput): Promise<JobSummary> {
  tell({ stage: 'reading', share: null });
  const { source, target, weight } = columns;
  const read = await readEdges(input, { from: source, to: target, ...(weight !== undefined && { weight }) });
  const edges = dropLinked(
    read,
    (request.linked ?? []).map(([a = '', b = '']) => [a, b]),
  );
  tell({ stage: 'scoring', share: null });
  const score = scoresOf(request, edges);
  const order = Uint32Array.from(score.keys()).sort((a, b) => score[b]! - score[a]! || a - b);
  tell({ stage: 'writing', share: null });
  const lines = Array.from(order, (node) => ({ actor: edges.names[node]!, trust: score[node]! }));
  await writeLines(join(directory, 'actors'), lines);
  return {
    rows: read.rows,
    empty: read.empty,
    actors: edges.names.length,
    figures: { edges: edges.from.length, linkedDropped: read.from.length - edges.from.length },
    results: { actors: lines.length },
  };
}

function scoresOf({ method = 'pagerank', trusted = [], scale = 1 }: Trust, edges: NamedEdges): Float64Array {
  const nodes = edges.names.length;
  const seeds = seedsOf(edges, trusted);
  switch (method) {
    case 'pagerank': {
      const teleport = new Float64Array(nodes).fill(seeds.length === 0 ? 1 : 0);
      for (const seed of seeds) teleport[seed] = 1;
      return pageRank(nodes, edges, { teleport }).score;
    }
    case 'sybilrank':
      return sybilRank(neighboursOf(nodes, edges), seeds);
    case 'fairness':
      return fairnessGoodness(nodes, { ...edges, weight: edges.weight.map((value) => value / scale) }).goodness;
  }
}

function seedsOf({ names }: NamedEdges, trusted: readonly string[]): number[] {
  const numbers = new Map(names.map((name, number) => [name, number]));
  return [...new Set(trusted)].map((name) => {
    const number = numbers.get(name);
    if (number === undefined) throw new NetworksError(`trusted: ${JSON.stringify(name)} has no edge`);
    return number;
  });
}
