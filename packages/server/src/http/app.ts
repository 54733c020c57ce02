/** The HTTP application: the API under `/v1`, `/metrics`, and the console. */
import { STATUS_CODES } from 'node:http';
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import { ListError } from '@lapwing/memory';
import { WarehouseError } from '@lapwing/warehouse';
import fastify, { type FastifyInstance } from 'fastify';
import type { Accounts } from '../accounts/accounts.ts';
import { openAuthoring } from '../authoring/authoring.ts';
import { LiveHub } from '../live/hub.ts';
import type { System } from '../system/system.ts';
import { requireCredentials } from './authenticate.ts';
import { SECURITY_HEADERS, serveConsole } from './console.ts';
import { toJson } from './json.ts';
import { metricsRoutes } from './metrics.ts';
import { badRequest, type Problem, ProblemError, sendProblem } from './problem.ts';
import { authoringRoutes } from './routes/authoring.ts';
import { backfillRoutes } from './routes/backfill.ts';
import { brakeRoutes } from './routes/brakes.ts';
import { catalogRoutes } from './routes/catalog.ts';
import { draftBacktestRoutes } from './routes/draft-backtests.ts';
import { draftRoutes } from './routes/drafts.ts';
import { entityRoutes } from './routes/entities.ts';
import { eventRoutes } from './routes/events.ts';
import { eventsInRoutes } from './routes/events-in.ts';
import { exportRoutes } from './routes/export.ts';
import { heldRoutes } from './routes/held.ts';
import { listFileRoutes } from './routes/list-files.ts';
import { listVersionRoutes } from './routes/list-versions.ts';
import { listRoutes } from './routes/lists.ts';
import { liveRoutes } from './routes/live.ts';
import { noteRoutes } from './routes/notes.ts';
import { outboxRoutes } from './routes/outbox.ts';
import { overviewRoutes } from './routes/overview.ts';
import { queryRoutes, warehouseProblem } from './routes/query.ts';
import { rolloutRoutes } from './routes/rollout.ts';
import { sessionRoutes } from './routes/session.ts';
import { undoRoutes } from './routes/undo.ts';
import { versionRoutes } from './routes/versions.ts';
import { closeGracefully } from './shutdown.ts';
import { VERSION } from './version.ts';

export interface AppOptions {
  readonly system: System;
  readonly accounts: Accounts;
  /** Directory of the built console; null serves the API alone. */
  readonly consoleDirectory: string | null;
}

/** Events that were refused since the start; shared by the routes that count and the one that shows. */
export interface RefusedCounter {
  count: number;
}

/** The routes, ready to listen. Closing it ends the live feeds and waits for requests under way; system and accounts stay open. */
export async function createApp({ system, accounts, consoleDirectory }: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    // Standard output belongs to the command; what went wrong inside goes to standard error as JSON lines.
    logger: { level: 'warn', stream: process.stderr },
    // The console's own requests have ids in the path that may be long: at:// addresses, URLs.
    routerOptions: { maxParamLength: 1024 },
    // What fails before there is a route: a path that cannot be decoded.
    frameworkErrors: (error, _request, reply) => void sendProblem(reply.headers(SECURITY_HEADERS), problemOf(error)),
    ajv: { customOptions: { coerceTypes: true, removeAdditional: false } },
  });
  await app.register(cookie);
  await app.register(swagger, {
    openapi: {
      // Schemas are JSON Schema 2020-12, as 3.1 has them: `const`, types in lists, numeric bounds.
      openapi: '3.1.0',
      info: { title: 'Lapwing', version: VERSION, description: 'Events in, decisions and what they rest on out.' },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer' },
          session: { type: 'apiKey', in: 'cookie', name: 'lapwing_session' },
        },
      },
      security: [{ key: [] }, { session: [] }],
    },
  });
  app.setSerializerCompiler(() => toJson);
  app.setReplySerializer(toJson);
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500 && !(error instanceof ProblemError)) request.log.error(error);
    return sendProblem(reply, problem);
  });
  requireCredentials(app, accounts);

  const refused: RefusedCounter = { count: 0 };
  const hub = new LiveHub(system.pipeline);
  closeGracefully(app, () => hub.close());
  app.get('/v1/health', { config: { public: true }, schema: { tags: ['system'], security: [] } }, async (_, reply) => {
    // The reason is in the log and in the answers to those who have a key.
    const stopped = system.pipeline.failure !== null;
    const body = { status: stopped ? 'stopped' : 'ok', version: VERSION, position: system.journal.durablePosition };
    return reply.code(stopped ? 503 : 200).send(body);
  });
  app.get('/v1/openapi.json', { schema: { tags: ['system'] } }, async () => app.swagger());
  // Bodies of events stay bytes, so these routes have parsers of their own.
  await app.register(async (scope) => eventsInRoutes(scope, system, refused));
  await app.register(async (scope) => listFileRoutes(scope, system, accounts));
  listRoutes(app, system, accounts);
  backfillRoutes(app, system);
  listVersionRoutes(app, system, accounts);
  sessionRoutes(app, accounts);
  overviewRoutes(app, system, hub, refused);
  liveRoutes(app, hub);
  eventRoutes(app, system);
  entityRoutes(app, system);
  catalogRoutes(app, system);
  queryRoutes(app, system);
  exportRoutes(app, system);
  outboxRoutes(app, system);
  brakeRoutes(app, system);
  heldRoutes(app, system);
  undoRoutes(app, system);
  rolloutRoutes(app, system);
  versionRoutes(app, system);
  noteRoutes(app, system);
  const authoring = await openAuthoring(system, (error) => app.log.error(error));
  app.addHook('onClose', () => authoring.close());
  authoringRoutes(app, authoring);
  draftRoutes(app, authoring);
  draftBacktestRoutes(app, authoring);
  metricsRoutes(app, system, refused);
  await serveConsole(app, consoleDirectory);
  return app;
}

/** Titles as RFC 9110 has them; Node's list is older. */
function titleOf(status: number): string {
  return status === 413 ? 'Content too large' : (STATUS_CODES[status] ?? 'Bad request');
}

function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  if (error instanceof ListError) return badRequest(error.message).problem;
  if (error instanceof WarehouseError) return warehouseProblem(error);
  if (error instanceof Error) {
    const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
    if (status < 500) return { status, title: titleOf(status), detail: error.message };
    if (error.name === 'PipelineError' || error.name === 'JournalError') {
      return { status: 503, title: 'Unavailable', detail: error.message };
    }
  }
  return { status: 500, title: 'Internal error', detail: 'the server could not answer; its log says why' };
}
