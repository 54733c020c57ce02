/** Account linking as a job: from a file of posts to the likeliest owner's other account of each, with evidence. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  featureSeed,
  hashedKeys,
  linkAccounts,
  type PostColumns,
  profilesOf,
  readPosts,
  withEnoughPosts,
} from '@lapwing/networks';
import { writeLines } from './line-file.ts';
import type { JobProgress, JobSummary } from './messages.ts';
import type { JobRequest } from './request.ts';

type Link = Extract<JobRequest, { operation: 'link' }>;

export interface LinkInput {
  readonly input: string;
  readonly columns: PostColumns;
  readonly directory: string;
  readonly tell: (progress: JobProgress) => void;
}

/** Throws a NetworksError for what can be put right by asking otherwise. */
export async function runLink(request: Link, { input, columns, directory, tell }: LinkInput): Promise<JobSummary> {
  const { minPosts = 20, minProbability = 0.9, minMargin = 0.3 } = request;
  tell({ stage: 'reading', share: null });
  const read = await readPosts(input, columns);
  const named = withEnoughPosts(read, minPosts);
  tell({ stage: 'comparing accounts', share: null });
  // Keys are compared within the job alone: a pepper that nobody knows does.
  const pepper = { id: 'of this job', secret: randomBytes(32).toString('hex') };
  const keys = named.keys.map((own) => hashedKeys(pepper, own));
  const found = linkAccounts(profilesOf(named.posts, featureSeed(pepper), keys), { minProbability, minMargin });
  tell({ stage: 'writing', share: null });
  const name = (account: number) => named.actorNames[account]!;
  const lines = found
    .toSorted(
      (a, b) => Number(b.link !== null) - Number(a.link !== null) || b.margin - a.margin || a.account - b.account,
    )
    .map(({ account, link, margin, candidates }) => ({
      account: name(account),
      link: link === null ? null : name(link),
      margin,
      candidates: candidates.map((candidate) => ({ ...candidate, account: name(candidate.account) })),
    }));
  await writeLines(join(directory, 'links'), lines);
  return {
    rows: read.rows,
    empty: read.empty,
    actors: named.actorNames.length,
    figures: { linked: found.filter(({ link }) => link !== null).length },
    results: { links: lines.length },
  };
}
