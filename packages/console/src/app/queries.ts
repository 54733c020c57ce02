/** The query cache's defaults: retry what may pass, never what the server refused; an ended session ends it here too. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from '../api/problem.ts';
import { sessionQuery } from '../api/session.ts';

const retries = 2;

export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error, query) => {
        // The shell watches the session: asking again there leads to the sign-in page.
        if (error instanceof Problem && error.status === 401 && query.queryKey[0] !== sessionQuery.queryKey[0]) {
          void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
        }
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (failures, error) => {
          const refused = error instanceof Problem && error.status >= 200 && error.status < 500;
          return !refused && failures < retries;
        },
      },
    },
  });
  return client;
}
