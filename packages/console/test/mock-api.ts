/**
 * A small server that answers as the real one does (same paths, shapes, authentication and problems), over a generated
 * platform, and serves the built console beside it under the strict content security policy that the real server uses.
 */
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { parseJson, writeJson } from '../src/api/json.ts';
import { MockAuthoring } from './mock/authoring.ts';
import { MockBackfill } from './mock/backfill.ts';
import { MockBrakes } from './mock/brakes.ts';
import { ListRefusal, MockLists } from './mock/lists.ts';
import { compileQuery } from './mock/query.ts';
import { MockRollout } from './mock/rollout.ts';
import { features, rules } from './mock/ruleset.ts';
import { detail, entityView, hash, iso, overviewView, rulesView, seriesView, summary } from './mock/views.ts';
import { createWorld, entitiesOf, type MockEvent, type World } from './mock/world.ts';

export interface MockOptions {
  readonly distDirectory: string;
  readonly port?: number;
  readonly seed?: number;
  readonly endMillis?: number;
  readonly events?: number;
  /** Show a refused ruleset and a dead letter on the overview. */
  readonly troubled?: boolean;
  /** Answer every API call after this delay, to look at loading states. */
  readonly delayMillis?: number;
}

export interface MockApi {
  readonly url: string;
  readonly world: World;
  readonly brakes: MockBrakes;
  /** Paths (prefixes) that answer 500 until removed. */
  readonly failing: Set<string>;
  readonly authoring: MockAuthoring;
  readonly backfill: MockBackfill;
  close(): Promise<void>;
}

export const signInToken = 'one-time-token';
export const person = { email: 'robin@lapwing.example', password: 'correct horse', role: 'admin' };

const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

class Answer extends Error {
  readonly status: number;
  readonly body: unknown;
  constructor(status: number, body: unknown) {
    super(String(status));
    this.status = status;
    this.body = body;
  }
}

function problem(status: number, title: string, detailText: string, errors?: unknown): Answer {
  return new Answer(status, {
    type: 'about:blank',
    title,
    status,
    detail: detailText,
    ...(errors === undefined ? {} : { errors }),
  });
}

/** A query that says `1 == 1` is one that the database cannot answer alone, and that a rule would refuse. */
function evaluationOf(q: string, matched: number) {
  if (!q.includes('1 == 1')) return {};
  const warnings = [
    'warning: a rule refuses this: unsupported operand types for `>=`',
    '--> query:1:0',
    '     |',
    `   1 | ${q}`,
    '     | ^ no implementation for `int | None >= int`',
  ].join('\n');
  const residuals = [{ source: "StringClean(s=Text) == 'x'", reason: 'StringClean has no equal in SQL' }];
  return { evaluation: { residuals, evaluated: 1234, matched, missing: 0, warnings } };
}

export async function startMockApi(options: MockOptions): Promise<MockApi> {
  const endMillis = options.endMillis ?? Date.UTC(2026, 2, 14, 12);
  const world = createWorld({ seed: options.seed ?? 7, endMillis, hours: 30, events: options.events ?? 4000 });
  const failing = new Set<string>();
  const authoring = new MockAuthoring();
  let deadLetters =
    options.troubled === true
      ? [
          {
            id: 'out-17',
            url: 'https://platform.example/hooks/lapwing',
            effectId: 'evt-1/9c/label',
            attempts: 8,
            lastError: '503 Service Unavailable',
            at: iso(endMillis - 840_000),
          },
        ]
      : [];
  const backfill = new MockBackfill(options.troubled === true);
  const brakes = new MockBrakes(iso(endMillis), options.troubled === true);
  const sessions = new Set<string>();
  const lists = new MockLists(endMillis, person.email);
  const rollout = new MockRollout(endMillis, hash, person.email);

  const select = (query: URLSearchParams): MockEvent[] => {
    const q = query.get('q') ?? '';
    const predicate = q.trim() === '' ? () => true : compileQuery(q);
    if (Array.isArray(predicate))
      throw problem(400, 'The query does not compile', predicate[0]?.message ?? '', predicate);
    const from = Date.parse(query.get('from') ?? '') || 0;
    const to = Date.parse(query.get('to') ?? '') || Number.POSITIVE_INFINITY;
    const [action, rule] = [query.get('action'), query.get('rule')];
    return world.events.filter(
      (event) =>
        event.timeMillis >= from &&
        event.timeMillis < to &&
        (!action || event.action === action) &&
        (!rule || event.hits.includes(rule)) &&
        predicate(event.values, event.hits),
    );
  };

  const page = (events: MockEvent[], query: URLSearchParams) => {
    const limit = Number(query.get('limit') ?? 50);
    const before = Number(query.get('cursor') || Number.POSITIVE_INFINITY);
    const items = events
      .filter((event) => event.position < before)
      .reverse()
      .slice(0, limit);
    const more = items.length === limit && items.at(-1)!.position > 1;
    const extra = (query.get('features') ?? '').split(',');
    return {
      items: items.map((event) => summary(event, extra)),
      next: more ? String(items.at(-1)!.position) : null,
      ...evaluationOf(query.get('q') ?? '', items.length),
    };
  };

  const get = (path: string, query: URLSearchParams): unknown => {
    const parts = path.split('/').slice(2).map(decodeURIComponent);
    if (path === '/v1/ruleset/backfill') return backfill.get();
    const staged = rollout.get(parts, query);
    if (staged !== undefined) return staged;
    switch (parts[0]) {
      case 'overview':
        return overviewView(world, select(query), 3);
      case 'events': {
        if (parts[1] === undefined) return page(select(query), query);
        const event = world.events.find((candidate) => candidate.eventId === parts[1]);
        if (event === undefined) throw problem(404, 'No such event', `No event has the id ${parts[1]}.`);
        return detail(event);
      }
      case 'entities': {
        const [, type = '', id = '', rest] = parts;
        const of = (event: MockEvent) => entitiesOf(event).some((entity) => entity.type === type && entity.id === id);
        if (rest === 'events') return page(world.events.filter(of), query);
        const [view, at] = [entityView(world, type, id), query.get('at')];
        return at === null ? view : { ...view, at, labels: view.labels.filter(({ since }) => since <= at) };
      }
      case 'timeseries':
        return seriesView(select(query), query.get('by') ?? 'none', query.get('interval'));
      case 'rules':
        return { items: rulesView(world) };
      case 'features':
        return {
          items: [
            ...features,
            ...rules.map(({ name, path: file, line }) => ({
              name,
              type: 'bool',
              entityType: null,
              path: file,
              line,
              isRule: true,
            })),
          ],
        };
      case 'actions':
        return {
          items: ['post', 'follow', 'like'].map((name) => ({
            name,
            count: world.events.filter((event) => event.action === name).length,
          })),
        };
      case 'ruleset':
        return {
          active: {
            hash: authoring.hash,
            activatedAt: iso(endMillis - 7_200_000),
            position: 2981,
            files: ['main.sml', 'rules/spam.sml', 'rules/links.sml', 'rules/rings.sml', 'rules/quality.sml'],
            rules: rules.length,
            features: features.length,
          },
          refused:
            options.troubled === true
              ? {
                  at: iso(endMillis - 600_000),
                  diagnostics:
                    'error: unknown identifier\n--> rules/spam.sml:6:4\n     |\n   6 |     PostLastHour > 12,\n     |     ^ did you mean `PostsLastHour`?',
                }
              : null,
        };
      case 'lists':
        return lists.get(parts, query);
      case 'brakes':
      case 'undo':
        return brakes.get(parts, query);
      case 'outbox':
        return { pending: deadLetters.length, deadLetters };
      default:
        throw problem(404, 'Not found', path);
    }
  };

  const label = (
    type: string,
    id: string,
    body: { label: string; change: 'add' | 'remove'; reason: string; expiresAfterSeconds?: number },
  ): unknown => {
    if (body.reason.trim() === '') throw problem(400, 'A reason is needed', 'Say why, for whoever reads the history.');
    const key = `${type}/${id}`;
    const entity = world.entities.get(key) ?? { labels: [], history: [] };
    world.entities.set(key, entity);
    const at = iso(world.events.at(-1)!.timeMillis + 1000);
    const expiresAt =
      body.expiresAfterSeconds === undefined ? null : iso(Date.parse(at) + body.expiresAfterSeconds * 1000);
    const outcome = body.change === 'add' ? 'added' : 'removed';
    entity.labels = entity.labels.filter((candidate) => candidate.label !== body.label);
    const reasons = [{ rule: person.email, reason: body.reason, at, expiresAt }];
    entity.labels.unshift({
      label: body.label,
      status: `manually_${outcome}`,
      connotation: 'neutral',
      description: null,
      since: at,
      expiresAt,
      manual: true,
      reasons,
    });
    entity.history.unshift({
      at,
      change: body.change,
      label: body.label,
      outcome,
      by: person.email,
      reason: body.reason,
      eventId: null,
    });
    return { outcome };
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname;
    if (!path.startsWith('/v1/')) return serveFile(options.distDirectory, path, response);
    if (options.delayMillis !== undefined) await new Promise((resolve) => setTimeout(resolve, options.delayMillis));
    const cookie = /lapwing_session=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    const text = request.method === 'POST' || request.method === 'PUT' ? await readText(request) : '';
    const isJson = text !== '' && request.headers['content-type'] === 'application/json';
    const body = isJson ? (parseJson(text) as Record<string, unknown>) : {};
    if (path === '/v1/session' && request.method === 'POST') {
      const good =
        body['token'] === signInToken || (body['email'] === person.email && body['password'] === person.password);
      if (!good)
        throw problem(
          401,
          'That did not work',
          body['token'] === undefined ? 'E-mail or password are wrong.' : 'The link was used before or has expired.',
        );
      const id = `s${sessions.size + 1}`;
      sessions.add(id);
      response.setHeader('set-cookie', `lapwing_session=${id}; HttpOnly; SameSite=Strict; Path=/`);
      throw new Answer(204, null);
    }
    if (!sessions.has(cookie)) throw problem(401, 'Sign in first', 'This needs a session or an API key.');
    if (request.method !== 'GET' && request.headers['x-lapwing-csrf'] !== '1')
      throw problem(403, 'Refused', 'The CSRF header is missing.');
    if ([...failing].some((prefix) => path.startsWith(prefix)))
      throw problem(500, 'The warehouse is not answering', 'DuckDB: out of disk space');
    if (path === '/v1/session') {
      if (request.method === 'GET') throw new Answer(200, { person: { email: person.email, role: person.role } });
      sessions.delete(cookie);
      throw new Answer(204, null);
    }
    const authored = authoring.answer(request.method ?? 'GET', path, body, person.email);
    if (authored !== null) throw new Answer(authored.status, authored.body);
    if (path === '/v1/live') return live(world, response);
    if (request.method === 'GET') throw new Answer(200, get(path, url.searchParams));
    const parts = path.split('/').slice(2).map(decodeURIComponent);
    if (parts[0] === 'lists') throw new Answer(200, lists.post(parts, url.searchParams, body, text));
    if (path === '/v1/ruleset/backfill') {
      if (request.method === 'POST') backfill.begin(String(body['reason']));
      else backfill.state = 'stopped';
      throw new Answer(202, backfill.get());
    }
    const staged = parts[0] === 'rollout' || parts[0] === 'ruleset';
    const changed = staged ? rollout.post(parts, body) : undefined;
    if (changed !== undefined) throw new Answer(changed.status, changed.body);
    if (parts[0] === 'entities')
      throw new Answer(200, label(parts[1] ?? '', parts[2] ?? '', body as unknown as Parameters<typeof label>[2]));
    if (parts[0] === 'brakes' || parts[0] === 'undo') {
      const answer = brakes.post(parts, body);
      if (answer === null) throw problem(409, 'Conflict', 'There is nothing to change.');
      throw new Answer(200, answer);
    }
    if (parts[0] === 'outbox') {
      deadLetters = deadLetters.filter((letter) => letter.id !== parts[1]);
      throw new Answer(204, null);
    }
    throw problem(404, 'Not found', path);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      const answer = answerOf(error);
      const kind = answer.status >= 400 ? 'application/problem+json' : 'application/json';
      response.writeHead(answer.status, { 'content-type': kind, 'cache-control': 'no-store' });
      response.end(answer.status === 204 ? undefined : writeJson(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, world, brakes, failing, authoring, backfill, close: () => stop(server) };
}

function answerOf(error: unknown): Answer {
  if (error instanceof Answer) return error;
  if (error instanceof ListRefusal) return problem(error.status, 'Refused', error.message);
  return problem(500, 'The mock failed', String(error));
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** Three events a second, and the rate, until the browser leaves. */
function live(world: World, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  // The browser may have left while the answer was held back; `close` would then never come.
  if (response.destroyed) return;
  let tick = 0;
  const timer = setInterval(() => {
    tick++;
    const time = world.events.at(-1)!.timeMillis;
    const items = Array.from({ length: 3 }, (_, index) => world.step(time + 200 + index * 250));
    const hits = items.filter((event) => event.hits.length > 0).length;
    const rate = {
      at: iso(time),
      eventsPerSecond: 3 + (tick % 5) * 0.4,
      hitsPerSecond: hits,
      position: world.events.length,
    };
    response.write(`event: decisions\ndata: ${writeJson({ items: items.map((event) => summary(event)) })}\n\n`);
    response.write(`event: rate\ndata: ${writeJson(rate)}\n\n`);
  }, 1000);
  response.write(': open\n\n');
  response.on('close', () => clearInterval(timer));
}

function serveFile(directory: string, path: string, response: ServerResponse): void {
  const wanted = join(directory, normalize(path));
  const file = extname(wanted) !== '' && existsSync(wanted) ? wanted : join(directory, 'index.html');
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': policy,
    'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  createReadStream(file).pipe(response);
}
