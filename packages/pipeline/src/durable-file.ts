/** Small files that are there whole or not at all. */
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Put `bytes` at `path` in place of what was there; durable when it resolves, whole after any crash. */
export async function replaceDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(`${path}.writing`, 'w');
  try {
    await file.writeFile(bytes);
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
