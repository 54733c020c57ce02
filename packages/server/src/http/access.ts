/**
 * What people of each role may do. Everybody who is signed in may look at everything, ask questions and try things out; this is about
 * requests that change something. Keys have no role: what a program may not do asks for a person where it is done.
 */
import type { FastifyRequest } from 'fastify';
import type { Person, Role } from '../accounts/accounts.ts';
import { ProblemError } from './problem.ts';

/** Each may do what those before it may. */
const ORDER: readonly Role[] = ['moderator', 'analyst', 'admin'];

const WHO: Readonly<Record<Role, string>> = {
  moderator: 'everybody who is signed in',
  analyst: 'analysts and administrators',
  admin: 'administrators',
};

/** By method and route: the least role. A test keeps this complete; a change that is not named is for administrators. */
export const LEAST_ROLE: Readonly<Record<string, Role>> = {
  'POST /v1/session': 'moderator',
  'DELETE /v1/session': 'moderator',
  'POST /v1/events': 'moderator',
  'POST /v1/decide': 'moderator',
  'POST /v1/query': 'moderator',
  'POST /v1/export': 'moderator',

  // Single cases.
  'POST /v1/entities/:type/:id/labels': 'moderator',
  'POST /v1/brakes/held/release': 'moderator',
  'POST /v1/brakes/held/drop': 'moderator',
  'POST /v1/brakes/alerts/acknowledge': 'moderator',
  // Whoever sees that something goes wrong may stop it.
  'POST /v1/brakes/halt': 'moderator',

  'POST /v1/notes': 'moderator',
  'POST /v1/notes/:noteId/ratings': 'moderator',
  'POST /v1/note-scoring/refresh': 'moderator',

  // Automatic enforcement as a whole, and what is undone of it.
  'POST /v1/brakes/resume': 'analyst',
  'POST /v1/brakes/caps': 'analyst',
  'POST /v1/brakes/caps/unset': 'analyst',
  'POST /v1/brakes/protect': 'analyst',
  'POST /v1/brakes/unprotect': 'analyst',
  'POST /v1/brakes/reset': 'analyst',
  'POST /v1/undo/forecast': 'moderator',
  'POST /v1/undo': 'analyst',
  'POST /v1/undo/:id/cancel': 'analyst',
  'POST /v1/outbox/:id/retry': 'analyst',
  'DELETE /v1/outbox/:id': 'analyst',

  // Rules: anybody may write drafts and try them, not put them in force.
  'POST /v1/rules/check': 'moderator',
  'POST /v1/rules/format': 'moderator',
  'POST /v1/rules/language': 'moderator',
  'POST /v1/rules/test': 'moderator',
  'POST /v1/rules/try': 'moderator',
  'POST /v1/rules/drafts': 'moderator',
  'PUT /v1/rules/drafts/:id': 'moderator',
  'DELETE /v1/rules/drafts/:id': 'moderator',
  'POST /v1/rules/drafts/:id/backtest': 'moderator',
  'POST /v1/rules/backtests/:id/cancel': 'moderator',
  'POST /v1/rules/drafts/:id/deploy': 'analyst',
  'POST /v1/rollout/backtest': 'moderator',
  'POST /v1/rollout/rules/:name/state': 'analyst',
  'POST /v1/rollout/candidate': 'analyst',
  'POST /v1/rollout/candidate/state': 'analyst',
  'POST /v1/rollout/candidate/withdraw': 'analyst',
  'POST /v1/rollout/proposals/:id/approve': 'analyst',
  'POST /v1/rollout/proposals/:id/reject': 'analyst',
  'POST /v1/ruleset/rollback': 'analyst',
  'POST /v1/ruleset/follow-files': 'analyst',
  'POST /v1/ruleset/backfill': 'analyst',
  'DELETE /v1/ruleset/backfill': 'analyst',

  // Lists: their owners, of these roles.
  'POST /v1/lists': 'analyst',
  'PATCH /v1/lists/:name': 'analyst',
  'DELETE /v1/lists/:name': 'analyst',
  'POST /v1/lists/:name/entries': 'moderator',
  'POST /v1/lists/:name/entries/remove': 'moderator',
  'POST /v1/lists/:name/test': 'moderator',
  'POST /v1/lists/:name/import': 'moderator',
  'POST /v1/lists/:name/rollback': 'analyst',

  // Whole networks: what they show is about people of whom nothing is known yet.
  'POST /v1/networks/jobs': 'analyst',
  'POST /v1/networks/jobs/:id/cancel': 'analyst',
  'DELETE /v1/networks/jobs/:id': 'analyst',
};

/** Throws a 403 where the person's role is not enough for the route. */
export function requireRole(request: FastifyRequest, person: Person): void {
  const looks = request.method === 'GET' || request.method === 'HEAD';
  const least = LEAST_ROLE[`${request.method} ${request.routeOptions.url ?? ''}`] ?? (looks ? 'moderator' : 'admin');
  if (ORDER.indexOf(person.role) >= ORDER.indexOf(least)) return;
  throw new ProblemError({
    status: 403,
    title: 'Forbidden',
    detail: `this is for ${WHO[least]}; ${person.email} is ${person.role === 'analyst' ? 'an' : 'a'} ${person.role}`,
  });
}
