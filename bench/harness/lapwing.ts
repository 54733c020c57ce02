/** The command line as a process, as its users start it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** As the command's first line has it. */
const FLAGS = ['--max-semi-space-size=64'];
const COMMAND = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'lapwing.js');

/** Run one command line to its end; its output as JSON. Throws where it fails. */
export async function lapwing(...args: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, [...FLAGS, COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const output = collect(child.stdout);
  const errors = collect(child.stderr);
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`lapwing ${args[0]} ended with ${code}:\n${errors().slice(-2000)}`);
  return JSON.parse(output());
}

export interface Served {
  readonly address: string;
  /** The server's peak memory so far, where the system tells. */
  peakRssMb(): Promise<number | null>;
  /** Processor time that the server has used so far, in seconds, where the system tells. */
  cpuSeconds(): Promise<number | null>;
  stop(): Promise<void>;
}

/** `lapwing start DIRECTORY` on a free port. */
export async function serve(directory: string, data: string): Promise<Served> {
  const child = spawn(
    process.execPath,
    [...FLAGS, COMMAND, 'start', directory, '--data', data, '--port', '0', '--json'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const errors = collect(child.stderr);
  const line = await firstLine(child);
  if (line === null) throw new Error(`lapwing start ended:\n${errors().slice(-2000)}`);
  return {
    address: field(JSON.parse(line), 'address'),
    peakRssMb: () => peakRssMb(child),
    cpuSeconds: () => cpuSeconds(child),
    stop: async () => {
      const closed = once(child, 'close');
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** A directory for one measurement, gone afterwards. */
export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'lapwing-bench-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The text under a key of an answer. Throws where there is none. */
export function field(value: unknown, key: string): string {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  if (typeof found !== 'string') throw new Error(`no text ${key} in ${JSON.stringify(value)}`);
  return found;
}

/** The number under a key of an answer. Throws where there is none. */
export function numberField(value: unknown, key: string): number {
  const found = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  if (typeof found !== 'number') throw new Error(`no number ${key} in ${JSON.stringify(value)}`);
  return found;
}

function collect(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

function firstLine(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    const { stdout } = child;
    if (stdout !== null) createInterface({ input: stdout }).once('line', resolve);
    child.once('close', () => resolve(null));
  });
}

/** From /proc; null where there is none. */
async function peakRssMb({ pid }: ChildProcess): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
}

/** From /proc, in ticks of 10 ms; null where there is none. */
async function cpuSeconds({ pid }: ChildProcess): Promise<number | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // The name in parentheses may hold anything; user and system time are the 12th and 13th fields after it.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / 100;
}
