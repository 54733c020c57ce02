/** The pages and what of their state the URL holds. Each page is its own chunk. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { Problem } from '../api/problem.ts';
import { sessionQuery } from '../api/session.ts';
import { Failed, Loading } from '../kit/States.tsx';
import { parseSearch, pickSearch, stringifySearch } from '../lib/search.ts';
import { NotFound } from './NotFound.tsx';
import { Shell } from './shell/Shell.tsx';

interface Context {
  readonly queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()();

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search) => pickSearch(search, ['next', 'ended']),
  component: lazyRouteComponent(() => import('../pages/sign-in/SignInPage.tsx'), 'SignInPage'),
});

/** Everything behind the session. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: Shell,
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queries.query({ ...sessionQuery, staleTime: 'static' });
    } catch (error) {
      if (error instanceof Problem && error.status === 401)
        throw redirect({ to: '/sign-in', search: { next: location.href } });
      throw error;
    }
  },
});

const overview = createRoute({
  getParentRoute: () => inside,
  path: '/',
  validateSearch: (search) => pickSearch(search, ['range']),
  component: lazyRouteComponent(() => import('../pages/overview/OverviewPage.tsx'), 'OverviewPage'),
});

const events = createRoute({
  getParentRoute: () => inside,
  path: '/events',
  validateSearch: (search) => pickSearch(search, ['q', 'action', 'rule', 'range', 'from', 'to', 'by', 'cols']),
  component: lazyRouteComponent(() => import('../pages/events/EventsPage.tsx'), 'EventsPage'),
});

const event = createRoute({
  getParentRoute: () => inside,
  path: '/events/$eventId',
  validateSearch: (search) => pickSearch(search, ['show', 'find', 'empty']),
  component: lazyRouteComponent(() => import('../pages/event/EventPage.tsx'), 'EventPage'),
});

const entity = createRoute({
  getParentRoute: () => inside,
  path: '/entities/$type/$id',
  validateSearch: (search) => pickSearch(search, ['add', 'at']),
  component: lazyRouteComponent(() => import('../pages/entity/EntityPage.tsx'), 'EntityPage'),
});

const rules = createRoute({
  getParentRoute: () => inside,
  path: '/rules',
  validateSearch: (search) => pickSearch(search, ['find', 'sort', 'dir', 'state']),
  component: lazyRouteComponent(() => import('../pages/rules/RulesPage.tsx'), 'RulesPage'),
});

const rulesEditor = createRoute({
  getParentRoute: () => inside,
  path: '/rules/editor',
  validateSearch: (search) => pickSearch(search, ['draft', 'file', 'line', 'panel', 'event']),
  component: lazyRouteComponent(() => import('../pages/editor/EditorPage.tsx'), 'EditorPage'),
});

const lists = createRoute({
  getParentRoute: () => inside,
  path: '/lists',
  validateSearch: (search) => pickSearch(search, ['find', 'new']),
  component: lazyRouteComponent(() => import('../pages/lists/ListsPage.tsx'), 'ListsPage'),
});

const list = createRoute({
  getParentRoute: () => inside,
  path: '/lists/$name',
  validateSearch: (search) => pickSearch(search, ['search', 'status', 'version', 'open']),
  component: lazyRouteComponent(() => import('../pages/list/ListPage.tsx'), 'ListPage'),
});

const brakes = createRoute({
  getParentRoute: () => inside,
  path: '/brakes',
  validateSearch: (search) => pickSearch(search, ['rule', 'undo']),
  component: lazyRouteComponent(() => import('../pages/brakes/BrakesPage.tsx'), 'BrakesPage'),
});

const elsewhere = createRoute({ getParentRoute: () => inside, path: '$', component: NotFound });

const tree = root.addChildren([
  signIn,
  inside.addChildren([overview, events, event, entity, rules, rulesEditor, lists, list, brakes, elsewhere]),
]);

export function createConsoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingComponent: () => <Loading rows={8} />,
    defaultErrorComponent: ({ error, reset }: ErrorComponentProps) => <Failed error={error} onRetry={reset} />,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
