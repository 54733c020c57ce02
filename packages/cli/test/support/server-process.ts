/** `lapwing start` as a process of its own, which can be killed with everything that it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LAPWING = fileURLToPath(new URL('../../bin/lapwing.js', import.meta.url));

export interface ServerProcess {
  /** Resolves with the printed address and sign-in link; rejects where the process ends before. */
  readonly started: Promise<{ readonly address: string; readonly signIn: string }>;
  /** Resolves when the process is gone: with its exit code, or null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** What it wrote to standard error. */
  stderr(): string;
  kill(): Promise<number | null>;
  stop(): Promise<number | null>;
}

export function startServerProcess(directory: string, data: string): ServerProcess {
  const child = spawn(process.execPath, [LAPWING, 'start', directory, '--json', '--port', '0', '--data', data], {
    // A group of its own, so that the signal reaches whatever it started.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const started = firstLine(child).catch((error: Error) => {
    throw new Error(`${error.message}\n${stderr}`);
  });
  started.catch(() => {});
  const signal = (name: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, name);
    return ended;
  };
  return { started, ended, stderr: () => stderr, kill: () => signal('SIGKILL'), stop: () => signal('SIGTERM') };
}

async function firstLine(child: ChildProcess): Promise<{ address: string; signIn: string }> {
  if (child.stdout !== null) {
    for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  }
  throw new Error('the server ended before it said where it is');
}
