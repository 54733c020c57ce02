/** The API from a command: that of a running server, or that of a data directory which no server has open. */
import { userInfo } from 'node:os';
import { Accounts, createApp, openSystem, SESSION_COOKIE } from '@lapwing/server';
import type { Command } from 'commander';
import { configOf, dataDirectory } from '../commands/data.ts';
import { CommandError } from '../exit.ts';

export interface ConnectionOptions {
  readonly server?: string;
  readonly key?: string;
  readonly data?: string;
  readonly config: string;
}

interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: Buffer;
}

export interface Connection {
  /** The answer's body. Rejects with a CommandError that says what the API refused. */
  send(request: ApiRequest): Promise<Buffer>;
  close(): Promise<void>;
}

/** Options of every command that talks to the API. */
export function withConnection(command: Command): Command {
  return command
    .option('--server <url>', 'a running server')
    .option('--key <key>', 'API key for --server (LAPWING_KEY)')
    .option('--data <directory>', 'data directory (LAPWING_DATA) that no server has open')
    .option('--config <directory>', 'holds lapwing.yaml and rules/, for --data', '.')
    .option('--json', 'print the answer as JSON');
}

export async function connect(options: ConnectionOptions): Promise<Connection> {
  if (options.server === undefined) return openHere(options);
  if (options.data !== undefined) throw new CommandError('--server and --data: it is one of them');
  const key = options.key ?? process.env['LAPWING_KEY'];
  if (key === undefined) throw new CommandError('--server needs an API key: --key, or LAPWING_KEY');
  const { server } = options;
  return { send: (request) => overHttp(server, key, request), close: async () => {} };
}

async function overHttp(server: string, key: string, { method, path, json, body }: ApiRequest): Promise<Buffer> {
  const url = URL.parse(path, server);
  if (url === null) throw new CommandError(`--server: ${JSON.stringify(server)} is no URL`);
  const content = json === undefined ? body : JSON.stringify(json);
  let response: Response;
  try {
    response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${key}`, ...typeOf(json, body) },
      ...(content === undefined ? {} : { body: typeof content === 'string' ? content : new Uint8Array(content) }),
    });
  } catch (error) {
    throw new CommandError(`${server}: ${error instanceof Error ? error.message : error}`);
  }
  return checked(response.status, Buffer.from(await response.arrayBuffer()));
}

/** The same routes without a network; what is changed is kept under the name of this machine's user. */
async function openHere(options: ConnectionOptions): Promise<Connection> {
  const config = await configOf(options.config);
  const data = dataDirectory(options.data, config);
  const system = await openSystem({ config, dataDirectory: data, onWarning: (message) => console.error(message) });
  // Whoever may write the data directory may do everything.
  const accounts = new Accounts(':memory:');
  const { email } = accounts.putPerson(`${encodeURIComponent(userInfo().username)}@localhost`, 'admin');
  const session = accounts.signInWithToken(accounts.createSignInToken(email));
  const app = await createApp({ system, accounts, consoleDirectory: null });
  return {
    async send({ method, path, json, body }) {
      const payload = json === undefined ? body : JSON.stringify(json);
      const answer = await app.inject({
        method,
        url: path,
        headers: { cookie: `${SESSION_COOKIE}=${session}`, 'x-lapwing-csrf': '1', ...typeOf(json, body) },
        ...(payload === undefined ? {} : { payload }),
      });
      return checked(answer.statusCode, answer.rawPayload);
    },
    async close() {
      await app.close();
      accounts.close();
      await system.close();
    },
  };
}

function typeOf(json: unknown, body: Buffer | undefined): Record<string, string> {
  if (json !== undefined) return { 'content-type': 'application/json' };
  return body === undefined ? {} : { 'content-type': 'application/octet-stream' };
}

function checked(status: number, body: Buffer): Buffer {
  if (status < 300) return body;
  let problem: unknown = null;
  try {
    problem = JSON.parse(body.toString());
  } catch {
    // Not the answer of a Lapwing server.
  }
  const detail = textIn(problem, 'detail') ?? `answered ${status}: ${body.toString().slice(0, 200)}`;
  const errors = typeof problem === 'object' && problem !== null && 'errors' in problem ? problem.errors : [];
  const lines = Array.isArray(errors) ? errors.map((line) => `  ${line}`) : [];
  throw new CommandError([detail, ...lines].join('\n'));
}

function textIn(value: unknown, name: string): string | null {
  if (typeof value !== 'object' || value === null) return null;
  const text: unknown = Reflect.get(value, name);
  return typeof text === 'string' ? text : null;
}
