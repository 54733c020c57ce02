/** What the figures were measured on, as one line. */
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';

export function machineLine(): string {
  const model = cpus()[0]?.model.trim().replaceAll(/\s+/g, ' ') ?? 'unknown CPU';
  const gigabytes = (totalmem() / 2 ** 30).toFixed(1);
  return `${model}, ${availableParallelism()} cores, ${gigabytes} GiB, Node ${process.versions.node}, ${commit()}`;
}

function commit(): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: import.meta.dirname, encoding: 'utf8' });
  const head = git('rev-parse', '--short=10', 'HEAD');
  if (head.status !== 0) return 'no commit';
  const changes = git('status', '--porcelain', '--untracked-files=no').stdout.trim();
  return `commit ${head.stdout.trim()}${changes === '' ? '' : ' with changes'}`;
}
