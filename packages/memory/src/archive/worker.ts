/** The archive's thread: a commit of a million entries takes seconds, in which decisions go on. Started by `ArchiveThread` alone. */
import { parentPort, workerData } from 'node:worker_threads';
import { ListArchive } from './archive.ts';
import type { ArchiveAnswer, ArchiveRequest } from './messages.ts';

const port = parentPort;
if (port === null || typeof workerData !== 'string') throw new Error('this module is started as a worker thread');
const archive = new ListArchive(workerData);

port.on('message', (request: ArchiveRequest) => {
  let answer: ArchiveAnswer;
  try {
    answer = { id: request.id, ok: true, result: perform(request) };
  } catch (error) {
    answer = { id: request.id, ok: false, message: error instanceof Error ? error.message : String(error) };
  }
  port.postMessage(answer);
  // A thread that has nothing to listen to ends by itself.
  if (request.method === 'close') port.close();
});

function perform(request: ArchiveRequest): unknown {
  const { reader, writer } = archive;
  switch (request.method) {
    case 'apply':
      return writer.apply(...request.parameters);
    case 'adopt':
      return writer.adopt(...request.parameters);
    case 'declare':
      return writer.declare(...request.parameters);
    case 'flush':
      return archive.flush();
    case 'latest':
      return reader.latest();
    case 'versions':
      return reader.versions(...request.parameters);
    case 'entries':
      return reader.entries(...request.parameters);
    case 'page':
      return reader.page(...request.parameters);
    case 'diff':
      return reader.diff(...request.parameters);
    case 'close':
      return archive.close();
  }
}
