/** The one place that talks HTTP: cookies, the CSRF header, lossless JSON, problems, and schemas checked at the door. */
import * as v from 'valibot';
import { parseJson, writeJson } from './json.ts';
import { Problem, problemOf } from './problem.ts';

export type Query = Readonly<Record<string, string | number | null | undefined>>;

/** `/v1/x` with the given parameters; null, undefined and '' are left out. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

async function request(url: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'The server cannot be reached', 'Is it running? The page tries again by itself.', []);
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** GET and check the answer against its schema. Throws {@link Problem}. */
export async function get<const S extends v.GenericSchema>(
  schema: S,
  url: string,
  signal?: AbortSignal,
): Promise<v.InferOutput<S>> {
  const response = await request(url, { headers: { accept: 'application/json' }, signal: signal ?? null });
  return check(schema, url, await response.text());
}

/** A write: POST, PUT or DELETE with a JSON body, answered by the schema's shape. */
export async function send<const S extends v.GenericSchema>(
  schema: S,
  method: 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: unknown,
): Promise<v.InferOutput<S>> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-lapwing-csrf': '1' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await request(url, { method, headers, body: body === undefined ? null : writeJson(body) });
  const text = await response.text();
  return check(schema, url, text === '' ? 'null' : text);
}

/** POST a file's text, answered by the schema's shape. */
export async function upload<const S extends v.GenericSchema>(
  schema: S,
  url: string,
  text: string,
): Promise<v.InferOutput<S>> {
  const headers = { accept: 'application/json', 'x-lapwing-csrf': '1', 'content-type': 'text/plain' };
  const response = await request(url, { method: 'POST', headers, body: text });
  return check(schema, url, await response.text());
}

function check<S extends v.GenericSchema>(schema: S, url: string, text: string): v.InferOutput<S> {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    throw new Problem(200, 'The server sent something that is not JSON', url, []);
  }
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const where = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? '(root)'}: ${issue.message}`).join('; ');
  throw new Problem(200, 'The server sent something unexpected', `${url}: ${where}`, []);
}
