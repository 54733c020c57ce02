/** Events coming in: `POST /v1/events` for one or many, `POST /v1/decide` for one that waits for its verdict. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Event, Pipeline } from '@lapwing/pipeline';
import { parseEventBytes, rulesThatActed } from '@lapwing/pipeline';
import type { FastifyInstance } from 'fastify';
import type { System } from '../../system/system.ts';
import { decodeBody, linesOf } from '../body.ts';
import { decisionView } from '../decision-view.ts';
import { ProblemError } from '../problem.ts';
import { repeatedDecision } from './repeated.ts';

/** One request's body, compressed or not; a larger batch is sent as several. */
const BODY_BYTES_MAX = 64 << 20;
/** Lines of one batch that are read and decided before others get their turn: a few milliseconds. */
const TURN_LINES = 100;
/** Refusals that a response lists; the count covers all. */
const REFUSALS_LISTED = 1000;

const EVENT_DESCRIPTION =
  'one event: {"id"?, "action", "time", "data": {…}, "secret_data"?}, or the envelope of Osprey';

/** For the description only: bodies are bytes here, and events are checked by their parser. */
const bodyOf = (descriptions: Readonly<Record<string, string>>) => ({
  content: Object.fromEntries(
    Object.entries(descriptions).map(([type, description]) => [type, { schema: { description } }]),
  ),
});

interface RefusedLine {
  readonly line: number;
  readonly code: string;
  readonly reason: string;
  readonly path: string | null;
}

export function eventsInRoutes(app: FastifyInstance, system: System, refused: { count: number }): void {
  // Bodies stay bytes: events are parsed losslessly, line by line, whatever type the sender names.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX }, (_request, body, done) =>
    done(null, body),
  );
  const { pipeline } = system;

  app.post(
    '/v1/events',
    {
      bodyLimit: BODY_BYTES_MAX,
      schema: {
        tags: ['events'],
        summary: 'Take one event, or many as NDJSON; answers when all are durable',
        body: bodyOf({ 'application/json': EVENT_DESCRIPTION, 'application/x-ndjson': 'one event a line' }),
      },
    },
    async (request, reply) => {
      const body = await decodeBody(request.body, request.headers['content-encoding'], BODY_BYTES_MAX);
      const refusals: RefusedLine[] = [];
      let accepted = 0;
      let duplicates = 0;
      let last = -1;
      let lines = 0;
      let refusedCount = 0;
      for (const { bytes, line } of linesOf(body)) {
        if (++lines % TURN_LINES === 0) await nextTurn();
        const parsed = parseEventBytes(bytes, { nowMillis: Date.now() });
        if (!parsed.ok) {
          const { code, message, path } = parsed.refusal;
          if (refusals.length < REFUSALS_LISTED) refusals.push({ line, code, reason: message, path: path ?? null });
          refused.count++;
          refusedCount++;
          continue;
        }
        await pipeline.ready();
        const submission = pipeline.submit(parsed.event);
        last = Math.max(last, submission.position);
        if (submission.status === 'duplicate') duplicates++;
        else accepted++;
      }
      if (last >= 0) await pipeline.durable(last);
      if (accepted + duplicates + refusedCount === 0) {
        throw new ProblemError({ status: 400, title: 'Bad request', detail: 'the body holds no event' });
      }
      // Nothing of it was of use: the sender should notice by the status alone.
      const status = accepted + duplicates === 0 ? 400 : 202;
      return reply.code(status).send({ accepted, duplicates, refusedCount, refused: refusals });
    },
  );

  app.post(
    '/v1/decide',
    {
      schema: {
        tags: ['events'],
        summary: 'Take one event and answer with its decision, when it is durable',
        body: bodyOf({ 'application/json': EVENT_DESCRIPTION }),
      },
    },
    async (request) => {
      const body = await decodeBody(request.body, request.headers['content-encoding'], BODY_BYTES_MAX);
      const parsed = parseEventBytes(body, { nowMillis: Date.now() });
      if (!parsed.ok) {
        refused.count++;
        const { code, message, path } = parsed.refusal;
        const where = path === null || path === undefined ? '' : ` (${path})`;
        const [status, title] = code === 'too-large' ? [413, 'Content too large'] : [400, 'Bad request'];
        throw new ProblemError({ status, title, detail: `${message}${where}`, errors: [code] });
      }
      return decideOne(system, pipeline, parsed.event);
    },
  );
}

async function decideOne(system: System, pipeline: Pipeline, event: Event): Promise<unknown> {
  await pipeline.ready();
  const submission = pipeline.submit(event);
  if (submission.status === 'duplicate') {
    await pipeline.durable(submission.position);
    return repeatedDecision(system, submission.position, event.id);
  }
  const [decided] = await Promise.all([submission.decided, pipeline.durable(submission.position)]);
  const { position, ruleset, decision, effects } = decided;
  return decisionView({ position, duplicate: false, ruleset, decision, hits: rulesThatActed(decided), effects });
}
