/** Every endpoint but health and signing in needs a key or a session; writes with a session need the guard header. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Accounts, Principal } from '../accounts/accounts.ts';
import { requireRole } from './access.ts';
import { ProblemError } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
  interface FastifyContextConfig {
    /** May be called by anyone. */
    public?: boolean;
  }
}

export const SESSION_COOKIE = 'lapwing_session';
/** A page of another origin cannot set it without a preflight, which is never granted. */
const GUARD_HEADER = 'x-lapwing-csrf';

export function requireCredentials(app: FastifyInstance, accounts: Accounts): void {
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    if (isOpen(request)) return;
    request.principal = identify(request, accounts);
    if (request.principal === null) {
      throw new ProblemError({
        status: 401,
        title: 'Unauthorized',
        detail: 'send an API key as "Authorization: Bearer …", or sign in',
      });
    }
    const safe = request.method === 'GET' || request.method === 'HEAD';
    if (request.principal.kind === 'person' && !safe && request.headers[GUARD_HEADER] === undefined) {
      throw new ProblemError({
        status: 403,
        title: 'Forbidden',
        detail: `a change made with a session needs the header ${GUARD_HEADER}`,
      });
    }
    if (request.principal.kind === 'person') requireRole(request, request.principal.person);
  });
}

/** Under the API's paths, what is not there asks for credentials as well: nobody else learns which routes exist. */
function isOpen(request: FastifyRequest): boolean {
  return request.is404 ? !isApiPath(request.url) : request.routeOptions.config.public === true;
}

export const isApiPath = (url: string): boolean => /^\/(v1|metrics)(\/|$|\?)/.test(url);

/** The signed-in person; some actions are a person's alone. */
export function personOf(request: FastifyRequest): string {
  if (request.principal?.kind === 'person') return request.principal.person.email;
  throw new ProblemError({ status: 403, title: 'Forbidden', detail: 'this is for a signed-in person, not for a key' });
}

/** Who asks: the signed-in person, or the key by its name. */
export function callerOf(request: FastifyRequest): string {
  return request.principal?.kind === 'client' ? `key ${request.principal.key.name}` : personOf(request);
}

function identify(request: FastifyRequest, accounts: Accounts): Principal | null {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const secret = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
    const key = secret === undefined ? null : accounts.keyOf(secret);
    return key === null ? null : { kind: 'client', key };
  }
  const session = request.cookies[SESSION_COOKIE];
  const person = session === undefined ? null : accounts.personOf(session);
  return person === null ? null : { kind: 'person', person };
}
