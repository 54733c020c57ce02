/**
 * Acting on a running server as a person: whoever may read the data directory may sign in as anybody there, as with the link that
 * `lapwing start` prints. What is done stands in the journal under that name.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Accounts } from '@lapwing/server';
import type { Command } from 'commander';
import { CommandError } from '../exit.ts';
import { dataDirectory } from './data.ts';

export interface SignedInOptions {
  readonly data?: string;
  readonly server?: string;
  readonly as: string;
  readonly json?: boolean;
}

/** The server's API under a session. */
export interface Session {
  get(path: string): Promise<unknown>;
  /** Throws a CommandError with the server's words where it refuses. */
  post(path: string, body: unknown): Promise<unknown>;
}

const SERVER = 'http://127.0.0.1:4242';

export function signedInOptions(command: Command): Command {
  return command
    .option('--data <directory>', 'data directory of the server, to sign in with (LAPWING_DATA)')
    .option('--server <url>', `where it listens (LAPWING_URL, else ${SERVER})`)
    .option('--as <email>', 'who is doing this', 'admin@localhost')
    .option('--json', 'print the result as one JSON object');
}

/** Sign in, work, and sign out. */
export async function signedIn<T>(options: SignedInOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const server = (options.server ?? process.env['LAPWING_URL'] ?? SERVER).replace(/\/+$/, '');
  const token = signInToken(dataDirectory(options.data, null), options.as);
  const headers: Record<string, string> = { 'x-lapwing-csrf': '1' };
  const send = async (method: string, path: string, body?: unknown) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const contentType = body === undefined ? {} : { 'content-type': 'application/json' };
    const request = fetch(server + path, { method, headers: { ...headers, ...contentType }, ...init });
    const response = await request.catch((error: Error) => {
      throw new CommandError(`${server}: ${error.cause instanceof Error ? error.cause.message : error.message}`);
    });
    const text = await response.text();
    if (response.ok) return { response, value: text === '' ? null : (JSON.parse(text) as unknown) };
    throw new CommandError(`${path}: ${detailOf(text) ?? `the server answered ${response.status}`}`);
  };
  const { response } = await send('POST', '/v1/session', { token });
  headers['cookie'] = response.headers.get('set-cookie')?.split(';')[0] ?? '';
  try {
    return await work({
      get: async (path) => (await send('GET', path)).value,
      post: async (path, body) => (await send('POST', path, body)).value,
    });
  } finally {
    await send('DELETE', '/v1/session');
  }
}

function signInToken(data: string, email: string): string {
  const file = join(data, 'accounts.sqlite');
  if (!existsSync(file))
    throw new CommandError(`${file}: there are no accounts; --data says where the server's data is`);
  const accounts = new Accounts(file);
  try {
    return accounts.createSignInToken(email);
  } catch (error) {
    if (!(error instanceof Error) || !/FOREIGN KEY/.test(error.message)) throw error;
    throw new CommandError(`there is no person ${email}; --as says who you are, \`lapwing person add\` adds one`);
  } finally {
    accounts.close();
  }
}

function detailOf(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('detail' in value)) return null;
    return typeof value.detail === 'string' ? value.detail : null;
  } catch {
    return null;
  }
}
