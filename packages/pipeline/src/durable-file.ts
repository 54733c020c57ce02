/** Small files that are there whole or not at all. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Put these bytes at `path` in place of what was there; durable when it resolves, whole after any crash. */
export async function replaceDurably(path: string, content: Uint8Array | Iterable<Uint8Array>): Promise<void> {
  const file = await open(`${path}.writing`, 'w');
  try {
    const parts = content instanceof Uint8Array ? [content] : content;
    // A turn of the event loop for each part: whoever makes them on the way holds nobody up.
    for (const part of parts) await file.writeFile(part);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.writing`, path);
  await syncDirectory(dirname(path));
}

/** Windows has no such operation and keeps directory entries in order by itself. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
