/** Who is signed in. */
import { queryOptions } from '@tanstack/react-query';
import { get, send } from './client.ts';
import { nothing, session } from './types.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => get(session, '/v1/session', signal),
  staleTime: 60_000,
  retry: false,
});

export type Credentials = { readonly token: string } | { readonly email: string; readonly password: string };

export function signIn(credentials: Credentials): Promise<unknown> {
  return send(nothing, 'POST', '/v1/session', credentials);
}

export function signOut(): Promise<unknown> {
  return send(nothing, 'DELETE', '/v1/session');
}
