/** Changes of lists into their archive. */
import type { ArchiveThread } from '@lapwing/memory/archive';
import type { CommitBatch, Pipeline, Sink } from '@lapwing/pipeline';

/** The archive passes over what it has, so it may be offered everything again. */
export function listSink(archive: ArchiveThread): Sink {
  let offered = -1;
  let committed = -1;
  return {
    name: 'lists',
    get committedPosition() {
      return committed;
    },
    async append({ lists, through }: CommitBatch) {
      if (lists.length > 0) await archive.apply(lists);
      offered = through;
    },
    async flush() {
      const through = offered;
      await archive.flush();
      committed = through;
    },
  };
}

/** Give the archive the lists that it does not know as memory does: its file was lost, or the lists are older than it. */
export async function adoptLists({ memory: { lists } }: Pipeline, archive: ArchiveThread): Promise<void> {
  const names = lists.names();
  if (names.length === 0) return;
  await archive.declare(
    names.flatMap((name) => lists.info(name) ?? []).map(({ name, kind, maxDistance }) => ({ name, kind, maxDistance })),
  );
  const known = new Map((await archive.latest()).map(({ name, version }) => [name, version]));
  for (const name of names) {
    const info = lists.info(name);
    if (info === null || (known.get(name) ?? 0) >= info.version) continue;
    const entries = [...lists.each(name)];
    const { version, changed } = info;
    await archive.adopt({
      position: -1,
      version,
      change: { type: 'list', list: name, ...changed, change: { operation: 'replace', entries } },
    });
  }
}
