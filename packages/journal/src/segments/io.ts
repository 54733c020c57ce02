/** The file operations that the journal waits for. Tests put a failing disk in their place. */
import { close, fdatasync, fsync, open, read, write } from 'node:fs';
import { promisify } from 'node:util';

export interface JournalIo {
  open(path: string, flags: string): Promise<number>;
  close(fd: number): Promise<void>;
  /** Bytes read; 0 at the end of the file. */
  read(fd: number, buffer: Buffer, start: number, length: number, offset: number): Promise<number>;
  /** Bytes written, possibly fewer than asked. */
  write(fd: number, buffer: Buffer, start: number, length: number, offset: number): Promise<number>;
  datasync(fd: number): Promise<void>;
  syncDirectory(path: string): Promise<void>;
}

const openFile = promisify(open);
const closeFile = promisify(close);
const readFile = promisify(read);
const writeFile = promisify(write);
const syncFile = promisify(fsync);

export const nodeIo: JournalIo = {
  open: (path, flags) => openFile(path, flags, 0o640),
  close: closeFile,
  read: async (fd, buffer, start, length, offset) => (await readFile(fd, buffer, start, length, offset)).bytesRead,
  write: async (fd, buffer, start, length, offset) => (await writeFile(fd, buffer, start, length, offset)).bytesWritten,
  datasync: promisify(fdatasync),
  async syncDirectory(path) {
    // Windows has no such operation and keeps directory entries in order by itself.
    if (process.platform === 'win32') return;
    const fd = await openFile(path, 'r');
    try {
      await syncFile(fd);
    } finally {
      await closeFile(fd);
    }
  },
};

/** Write all of `buffer[0, length)` at `offset`. */
export async function writeAll(
  io: JournalIo,
  fd: number,
  buffer: Buffer,
  length: number,
  offset: number,
): Promise<void> {
  for (let done = 0; done < length; ) {
    const written = await io.write(fd, buffer, done, length - done, offset + done);
    if (written === 0) throw new Error('the file system wrote nothing');
    done += written;
  }
}

/** Fill `buffer[0, length)` from `offset`; fewer bytes only at the end of the file. */
export async function readFully(
  io: JournalIo,
  fd: number,
  buffer: Buffer,
  length: number,
  offset: number,
): Promise<number> {
  let done = 0;
  while (done < length) {
    const count = await io.read(fd, buffer, done, length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return done;
}
