/** Closing without cutting anybody off: requests under way are answered, connections without one are closed at once. */
import type { FastifyInstance } from 'fastify';

/** A process that was asked to stop is killed after ten seconds in most places; what takes longer than this is cut off. */
const GRACE_MILLIS = 8_000;

/** `endFeeds` ends the answers that would never end by themselves. */
export function closeGracefully(app: FastifyInstance, endFeeds: () => void): void {
  const { server } = app;
  let underWay = 0;
  let deadline: NodeJS.Timeout | null = null;
  let closing = false;
  server.on('request', (_, response) => {
    underWay++;
    response.once('close', () => {
      underWay--;
      closeIfDone();
    });
  });
  // A connection that never carried a request is not idle to Node: it would hold the server open for a minute.
  const closeIfDone = () => {
    if (closing && underWay === 0) server.closeAllConnections();
  };
  app.addHook('preClose', async () => {
    closing = true;
    endFeeds();
    deadline = setTimeout(() => server.closeAllConnections(), GRACE_MILLIS);
    closeIfDone();
  });
  app.addHook('onClose', async () => {
    if (deadline !== null) clearTimeout(deadline);
  });
}
