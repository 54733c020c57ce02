/** `GET /v1/live`: what happens now, as server-sent events. */
import type { FastifyInstance } from 'fastify';
import type { LiveHub } from '../../live/hub.ts';
import { toJson } from '../json.ts';
import { ProblemError } from '../problem.ts';

const LISTENERS_MAX = 200;
/** A reader that is this far behind is cut off; the browser connects again. */
const BACKLOG_BYTES_MAX = 1 << 20;

export function liveRoutes(app: FastifyInstance, hub: LiveHub): void {
  let listeners = 0;
  app.get(
    '/v1/live',
    { schema: { tags: ['overview'], summary: 'Rates and a sample of decisions, as server-sent events' } },
    (_, reply) => {
      if (listeners >= LISTENERS_MAX) {
        throw new ProblemError({ status: 503, title: 'Unavailable', detail: 'too many live feeds are open' });
      }
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      listeners++;
      raw.write(`event: rate\ndata: ${toJson(hub.rate)}\n\n`);
      const stop = hub.listen(
        ({ event, data }) => {
          if (raw.writableLength > BACKLOG_BYTES_MAX) raw.destroy();
          else raw.write(`event: ${event}\ndata: ${toJson(data)}\n\n`);
        },
        () => raw.end(),
      );
      raw.once('close', () => {
        stop();
        listeners--;
      });
    },
  );
}
