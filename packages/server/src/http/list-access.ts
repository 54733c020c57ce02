/** Who may change a list: its owner, which is a person, a key or a team, and administrators. */
import type { ListInfo } from '@lapwing/memory';
import type { FastifyRequest } from 'fastify';
import type { Accounts } from '../accounts/accounts.ts';
import { callerOf } from './authenticate.ts';
import { ProblemError } from './problem.ts';

/** Why the caller may not change the list, as a sentence; null where they may. */
export function listRefusal(request: FastifyRequest, accounts: Accounts, { name, owner }: ListInfo): string | null {
  const { principal } = request;
  if (principal === null) return 'nobody is signed in';
  if (principal.kind === 'person' && principal.person.role === 'admin') return null;
  const caller = callerOf(request);
  if (owner === caller) return null;
  const teams = accounts.teamsOf(principal);
  if (teams.includes(owner)) return null;
  const ofTeams = teams.length === 0 ? 'of no team' : `of ${teams.join(', ')}`;
  return `the list \`${name}\` belongs to ${owner}: its owner and administrators change it, and you are ${caller}, ${ofTeams}`;
}

/** Throws a 403. */
export function requireListOwner(request: FastifyRequest, accounts: Accounts, list: ListInfo): void {
  const detail = listRefusal(request, accounts, list);
  if (detail !== null) throw new ProblemError({ status: 403, title: 'Forbidden', detail });
}
