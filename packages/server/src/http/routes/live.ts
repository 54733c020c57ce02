/** `GET /v1/live`: what happens now, as server-sent events. */
import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { LiveHub } from '../../live/hub.ts';
import { toJson } from '../json.ts';
import { ProblemError } from '../problem.ts';

const LISTENERS_MAX = 200;
/** A reader that is this far behind is cut off; the browser connects again. */
const BACKLOG_BYTES_MAX = 1 << 20;

export function liveRoutes(app: FastifyInstance, hub: LiveHub): void {
  const feeds = new Set<ServerResponse>();
  // They would never end by themselves, and the server waits for its requests when it closes.
  app.addHook('preClose', async () => {
    for (const feed of feeds) feed.end();
  });
  app.get(
    '/v1/live',
    { schema: { tags: ['overview'], summary: 'Rates and a sample of decisions, as server-sent events' } },
    (request, reply) => {
      if (feeds.size >= LISTENERS_MAX) {
        throw new ProblemError({ status: 503, title: 'Unavailable', detail: 'too many live feeds are open' });
      }
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      feeds.add(raw);
      raw.write(`event: rate\ndata: ${toJson(hub.rate)}\n\n`);
      const stop = hub.listen(({ event, data }) => {
        if (raw.writableLength > BACKLOG_BYTES_MAX) raw.destroy();
        else raw.write(`event: ${event}\ndata: ${toJson(data)}\n\n`);
      });
      request.raw.once('close', () => {
        stop();
        feeds.delete(raw);
        raw.end();
      });
    },
  );
}
