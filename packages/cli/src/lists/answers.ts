/** What the API answers about lists, as far as the commands show it. */
import { type Connection, type ConnectionOptions, connect } from '../api/connection.ts';
import { printJson } from '../output/json.ts';

export interface ListAnswer {
  readonly name: string;
  readonly kind: string;
  readonly owner: string;
  readonly description: string;
  readonly version: number;
  readonly entries: number;
  readonly changed: { readonly at: string; readonly by: string; readonly reason: string };
}

export interface UseAnswer {
  readonly path: string;
  readonly line: number;
  readonly rules: readonly string[];
}

export interface EntryAnswer {
  readonly value: string;
  readonly expiresAt: string | null;
  readonly note: string;
}

export interface Asker {
  readonly connection: Connection;
  /** Print the answer as it is. */
  readonly json: boolean;
  /** An answer of the stated shape: both ends are of one installation. */
  ask<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, json?: unknown): Promise<T>;
  /** Prints the answer for programs, or what `show` makes of it for people. */
  print<T>(answer: T, show: (answer: T) => string): void;
}

export async function withApi<T>(
  options: ConnectionOptions & { readonly json?: boolean },
  work: (asker: Asker) => Promise<T>,
): Promise<T> {
  const connection = await connect(options);
  const json = options.json === true;
  try {
    return await work({
      connection,
      json,
      async ask<A>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown) {
        const answer = await connection.send({ method, path, ...(body === undefined ? {} : { json: body }) });
        return JSON.parse(answer.toString()) as A;
      },
      print(answer, show) {
        if (json) printJson(answer);
        else console.log(show(answer));
      },
    });
  } finally {
    await connection.close();
  }
}

/** Path and query of an endpoint of a list; what is undefined is left out. */
export function listPath(
  name: string,
  rest = '',
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined) given.set(key, String(value));
  const text = given.toString();
  return `/v1/lists/${encodeURIComponent(name)}${rest}${text === '' ? '' : `?${text}`}`;
}
