/** Lines on their way out: to a file or standard output, and in batches to a server. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { LineBytes } from '@lapwing/simulator';
import { CommandError } from '../exit.ts';

export interface LineSink {
  write(line: string): void;
  /** To be awaited now and then: hands on what has gathered, and waits where the other side is slow. */
  flush(): Promise<void>;
  end(): Promise<void>;
}

const BATCH_CHARACTERS = 1 << 20;

/** A file, or standard output for `-`. */
export function fileSink(path: string): LineSink {
  const stream = path === '-' ? process.stdout : createWriteStream(path);
  let failure: Error | null = null;
  const failed = new Promise<void>((resolve) => {
    stream.once('error', (error) => {
      failure = error;
      resolve();
    });
  });
  const chunks: Uint8Array[] = [];
  const bytes = new LineBytes((full) => chunks.push(full));
  const flush = async () => {
    // A reader that has seen enough, as `head`: there is nobody to write for.
    if (failure !== null)
      throw 'code' in failure && failure.code === 'EPIPE'
        ? new CommandError('nobody reads standard output any more')
        : failure;
    for (const chunk of chunks.splice(0)) {
      if (!stream.write(chunk)) await Promise.race([once(stream, 'drain'), failed]);
    }
  };
  return {
    write: (line) => bytes.add(line),
    flush: async () => {
      if (chunks.length > 0 || failure !== null) await flush();
    },
    async end() {
      bytes.flush();
      await flush();
      if (path === '-') return;
      stream.end();
      await finished(stream);
    },
  };
}

/** `POST /v1/events`, a batch at a time. `isLive` sends what there is at every flush. */
export function serverSink(server: string, key: string, isLive: boolean): LineSink {
  const url = URL.parse('/v1/events', server);
  if (url === null) throw new CommandError(`--to: ${JSON.stringify(server)} is no URL`);
  let batch = '';
  const send = async () => {
    if (batch === '') return;
    const body = batch;
    batch = '';
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
    const response = await fetch(url, { method: 'POST', headers, body }).catch((error: unknown) => {
      throw new CommandError(`${url}: ${error instanceof Error ? error.message : error}`);
    });
    const text = await response.text();
    if (response.status !== 202) throw new CommandError(`${url}: ${response.status} ${text}`);
  };
  return {
    write(line) {
      batch += `${line}\n`;
    },
    flush: async () => {
      if (isLive || batch.length >= BATCH_CHARACTERS) await send();
    },
    end: send,
  };
}
