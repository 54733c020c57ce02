/** A running server, asked over its API with a key. */
import type { Command } from 'commander';
import { CommandError } from '../exit.ts';

export interface RemoteOptions {
  readonly server?: string;
  readonly key?: string;
  readonly json?: boolean;
}

const DEFAULT_SERVER = 'http://127.0.0.1:4242';

export function withRemote(command: Command): Command {
  return command
    .option('--server <url>', `a running server (LAPWING_URL; ${DEFAULT_SERVER} when absent)`)
    .option('--key <key>', 'API key (LAPWING_KEY)')
    .option('--json', 'print the answer as one JSON object');
}

export interface Remote {
  /** The answer's JSON, or null where there is none. Throws a CommandError with the server's reasons. */
  get(path: string): Promise<unknown>;
  post(path: string, body: unknown): Promise<unknown>;
}

export function remoteOf(options: RemoteOptions): Remote {
  const server = options.server ?? nonEmpty(process.env['LAPWING_URL']) ?? DEFAULT_SERVER;
  const key = options.key ?? nonEmpty(process.env['LAPWING_KEY']);
  if (key === undefined)
    throw new CommandError('this asks a running server, which needs an API key: --key, or LAPWING_KEY');
  const ask = async (path: string, init: RequestInit): Promise<unknown> => {
    const url = URL.parse(path, server);
    if (url === null) throw new CommandError(`--server: ${JSON.stringify(server)} is no URL`);
    const authorization = `Bearer ${key}`;
    let response: Response;
    try {
      response = await fetch(url, { ...init, headers: { authorization, ...init.headers } });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
      throw new CommandError(`${server} does not answer: ${cause}`);
    }
    const text = await response.text();
    const answer: unknown = text === '' ? null : parse(text);
    if (response.ok) return answer;
    throw new CommandError(refusalOf(answer) ?? `${server} answered ${response.status}`);
  };
  return {
    get: (path) => ask(path, { method: 'GET' }),
    post: (path, body) =>
      ask(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  };
}

const nonEmpty = (text: string | undefined): string | undefined => (text === '' ? undefined : text);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The reasons of a problem+json answer. */
function refusalOf(answer: unknown): string | null {
  if (typeof answer !== 'object' || answer === null || !('detail' in answer)) return null;
  const errors = 'errors' in answer && Array.isArray(answer.errors) ? answer.errors.map(String) : [];
  return [String(answer.detail), ...errors].join('\n');
}
