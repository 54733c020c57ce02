/** One command line run in this process: its exit code and what it printed. */
import { Readable } from 'node:stream';
import { vi } from 'vitest';
import { runCommandLine } from '../../src/main.ts';

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Standard output as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: every command prints another shape, which its test looks into.
  readonly json: any;
}

/** `input` is what comes in through standard input. */
export async function lapwing(argv: readonly string[], input: string | Uint8Array = ''): Promise<Outcome> {
  let out = '';
  let err = '';
  const keep = (add: (text: string) => void) => (text: unknown) => {
    add(String(text));
    return true;
  };
  const toOut = keep((text) => {
    out += text;
  });
  const toErr = keep((text) => {
    err += text;
  });
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(toOut),
    vi.spyOn(process.stderr, 'write').mockImplementation(toErr),
    vi.spyOn(console, 'log').mockImplementation((text) => void toOut(`${text}\n`)),
    vi.spyOn(console, 'error').mockImplementation((text) => void toErr(`${text}\n`)),
    vi
      .spyOn(process, 'stdin', 'get')
      .mockReturnValue(Object.assign(Readable.from([Buffer.from(input)]), { fd: 0 as const }) as typeof process.stdin),
  ];
  try {
    const code = await runCommandLine(argv);
    return {
      code,
      out,
      err,
      get json() {
        return JSON.parse(out);
      },
    };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
