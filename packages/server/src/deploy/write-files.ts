/**
 * Several files of a ruleset written as one change: after any crash they are all as they were, or all as they should be.
 *
 * What is to be written is put down first, durably, in the data directory; then it is done; then the note is removed. Who finds the
 * note at the start does it again.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceDurably } from '@lapwing/pipeline/durable-file';
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';

const Note = Type.Object({
  files: Type.Array(
    Type.Object({
      file: Type.String(),
      /** Null: the file goes. */
      text: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
});

/** A file by its absolute path, and its text from now on. */
export type FileChange = Static<typeof Note>['files'][number];

export async function writeFilesAsOne(dataDirectory: string, files: readonly FileChange[]): Promise<void> {
  const note = noteOf(dataDirectory);
  await replaceDurably(note, Buffer.from(JSON.stringify({ files })));
  await writeAll(files);
  await rm(note);
}

/** Finish what a crash interrupted. True where there was something. */
export async function finishWriting(dataDirectory: string): Promise<boolean> {
  const note = noteOf(dataDirectory);
  const text = await readFile(note, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return false;
  const { files } = Value.Parse(Note, JSON.parse(text));
  await writeAll(files);
  await rm(note);
  return true;
}

const noteOf = (dataDirectory: string): string => join(dataDirectory, 'deploying.json');

async function writeAll(files: readonly FileChange[]): Promise<void> {
  for (const { file, text } of files) {
    if (text === null) {
      await rm(file, { force: true });
    } else {
      await mkdir(dirname(file), { recursive: true });
      await replaceDurably(file, Buffer.from(text));
    }
  }
}
