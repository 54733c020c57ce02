/** The console's built files. They hold no data, so signing in needs no session to load. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { isApiPath } from './authenticate.ts';
import { notFound } from './problem.ts';

export const SECURITY_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

export async function serveConsole(app: FastifyInstance, directory: string | null): Promise<void> {
  app.addHook('onSend', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    // Answers hold people's data: no cache keeps them.
    if (isApiPath(request.url)) reply.header('cache-control', 'no-store');
  });
  if (directory === null || !existsSync(directory)) {
    app.setNotFoundHandler((request) => {
      throw notFound(`there is no ${request.method} ${request.url}`);
    });
    return;
  }
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, public: true };
    });
    await scope.register(fastifyStatic, {
      root: directory,
      wildcard: false,
      decorateReply: false,
      setHeaders: (reply, path) => {
        // Built files carry a hash of their content in the name; the page that names them does not.
        reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  });
  const index = await readFile(join(directory, 'index.html'));
  app.setNotFoundHandler((request, reply) => {
    // Pages are the console's own routes; whatever else is not there is not there.
    const isPage = request.method === 'GET' && !isApiPath(request.url) && !request.url.startsWith('/assets/');
    if (!isPage) throw notFound(`there is no ${request.method} ${request.url}`);
    return reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(index);
  });
}
