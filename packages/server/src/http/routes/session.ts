/** Signing in and out. */
import { Type } from '@sinclair/typebox';
import type { FastifyInstance } from 'fastify';
import type { Accounts } from '../../accounts/accounts.ts';
import { SESSION_COOKIE } from '../authenticate.ts';
import { ProblemError } from '../problem.ts';
import { SignInAttempts } from './sign-in-attempts.ts';

const SignIn = Type.Union([
  Type.Object({ token: Type.String({ maxLength: 128 }) }, { additionalProperties: false }),
  Type.Object(
    { email: Type.String({ maxLength: 254 }), password: Type.String({ maxLength: 1024 }) },
    { additionalProperties: false },
  ),
]);

export function sessionRoutes(app: FastifyInstance, accounts: Accounts): void {
  const attempts = new SignInAttempts();

  app.post<{ Body: { token: string } | { email: string; password: string } }>(
    '/v1/session',
    { config: { public: true }, schema: { tags: ['session'], summary: 'Sign in', security: [], body: SignIn } },
    async (request, reply) => {
      const waitSeconds = attempts.begin(request.ip);
      if (waitSeconds > 0) {
        reply.header('retry-after', String(waitSeconds));
        const detail = 'wait a minute before trying again';
        throw new ProblemError({ status: 429, title: 'Too many requests', detail });
      }
      const { body } = request;
      const session =
        'token' in body
          ? accounts.signInWithToken(body.token)
          : await accounts.signInWithPassword(body.email, body.password);
      if (session === null) {
        const detail =
          'token' in body ? 'this link was used before or is too old' : 'no such person, or another password';
        throw new ProblemError({ status: 401, title: 'Unauthorized', detail });
      }
      attempts.succeeded(request.ip);
      return reply
        .setCookie(SESSION_COOKIE, session, { httpOnly: true, sameSite: 'strict', path: '/' })
        .code(204)
        .send();
    },
  );

  app.get('/v1/session', { schema: { tags: ['session'], summary: 'Who am I' } }, async ({ principal }) => {
    if (principal === null) return { client: {} };
    const teams = accounts.teamsOf(principal);
    return principal.kind === 'person'
      ? { person: { ...principal.person, teams } }
      : { client: { name: principal.key.name, teams } };
  });

  app.delete('/v1/session', { schema: { tags: ['session'], summary: 'Sign out' } }, async (request, reply) => {
    const session = request.cookies[SESSION_COOKIE];
    if (session !== undefined) accounts.signOut(session);
    return reply.clearCookie(SESSION_COOKIE, { path: '/' }).code(204).send();
  });
}
