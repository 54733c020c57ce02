/** A whole installation in a temporary directory, listening on a free port: what the tests talk to over HTTP. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { Accounts, createApp, openSystem, parseConfig, type System, type SystemOptions } from '../../src/index.ts';
import { RULES } from './rules.ts';

export interface TestServerOptions {
  /** Text of `lapwing.yaml`. */
  readonly config?: string;
  readonly rules?: Readonly<Record<string, string>>;
  /** The accounts' clock. */
  readonly clock?: () => number;
  readonly consoleDirectory?: string | null;
  readonly delivery?: SystemOptions['delivery'];
}

export interface TestServer {
  readonly url: string;
  /** Secret of a client's key. */
  readonly key: string;
  readonly app: FastifyInstance;
  readonly system: System;
  readonly accounts: Accounts;
  readonly warnings: readonly string[];
  readonly rulesDirectory: string;
  /** A request with the client's key, unless `authorization` or `cookie` says otherwise. */
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
  get(path: string): Promise<Answer>;
  /** Sign in a person; the headers that their requests carry. */
  signIn(email?: string): Promise<Record<string, string>>;
  /** Resolves when the outcome of everything that was taken can be asked for. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Sent as JSON. */
  readonly json?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The text as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes, and fail where they are another.
  readonly json: any;
}

export async function startServer(options: TestServerOptions = {}): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'lapwing-server-'));
  const rulesDirectory = join(directory, 'rules');
  await writeFiles(rulesDirectory, options.rules ?? RULES);
  const warnings: string[] = [];
  const config = parseConfig(options.config ?? '', join(directory, 'lapwing.yaml'), {});
  const system = await openSystem({
    config,
    dataDirectory: join(directory, 'data'),
    onWarning: (message) => warnings.push(message),
    ...(options.delivery === undefined ? {} : { delivery: options.delivery }),
  });
  const accounts = new Accounts(join(directory, 'data', 'accounts.sqlite'), options.clock);
  const app = await createApp({ system, accounts, consoleDirectory: options.consoleDirectory ?? null });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  const key = accounts.createKey('tests').secret;

  const send: TestServer['send'] = async (method, path, { headers = {}, body, json } = {}) => {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...('authorization' in headers || 'cookie' in headers ? {} : { authorization: `Bearer ${key}` }),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      get json() {
        return JSON.parse(text);
      },
    };
  };
  let closed = false;
  return {
    url,
    key,
    app,
    system,
    accounts,
    warnings,
    rulesDirectory,
    send,
    get: (path) => send('GET', path),
    async signIn(email = 'ana@example.org') {
      accounts.putPerson(email, 'analyst');
      const token = accounts.createSignInToken(email);
      const { headers } = await send('POST', '/v1/session', { headers: { authorization: '' }, json: { token } });
      const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
      return { cookie, 'x-lapwing-csrf': '1' };
    },
    settled: () => system.pipeline.committed(system.journal.nextPosition - 1),
    async close() {
      if (closed) return;
      closed = true;
      await app.close();
      accounts.close();
      await system.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

export async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

/** An event in the plain envelope. */
export function eventOf(
  id: string | undefined,
  data: Readonly<Record<string, unknown>>,
  { action = 'post', time = '2026-01-05T12:00:00Z' }: { action?: string; time?: string } = {},
): string {
  return JSON.stringify({ id, action, time, data });
}
