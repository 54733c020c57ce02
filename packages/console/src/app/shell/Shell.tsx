/** The frame around every page behind the session: navigation, palette, help, and the end of a session. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { describeError, Problem } from '../../api/problem.ts';
import { featuresQuery, rulesQuery } from '../../api/rules.ts';
import { sessionQuery, signOut } from '../../api/session.ts';
import { Dialog } from '../../kit/Dialog.tsx';
import { Failed } from '../../kit/States.tsx';
import { useToast } from '../../kit/Toasts.tsx';
import { listenForShortcuts, useShortcuts } from '../../lib/keys.ts';
import { Palette } from '../palette/Palette.tsx';
import { HaltBanner } from './HaltBanner.tsx';
import { KeysHelp } from './KeysHelp.tsx';
import { Nav } from './Nav.tsx';
import './shell.css';

type Overlay = 'none' | 'palette' | 'help';

export function Shell() {
  const [overlay, setOverlay] = useState<Overlay>('none');
  const session = useQuery(sessionQuery);
  // The palette and the query box answer from these at the first key.
  useQuery(featuresQuery);
  useQuery(rulesQuery);
  const leave = useSignOut();
  useEndedSession(session.error);
  useEffect(listenForShortcuts, []);
  const navigate = useNavigate();
  const shortcuts = useMemo(
    () => [
      { keys: 'mod+k', label: 'Search and commands', run: () => setOverlay('palette') },
      { keys: '?', label: 'Keyboard shortcuts', run: () => setOverlay('help') },
      { keys: 'g o', label: 'Go to the overview', run: () => void navigate({ to: '/' }) },
      { keys: 'g e', label: 'Go to events', run: () => void navigate({ to: '/events' }) },
      { keys: 'g r', label: 'Go to rules', run: () => void navigate({ to: '/rules' }) },
      { keys: 'g l', label: 'Go to lists', run: () => void navigate({ to: '/lists' }) },
      { keys: 'g b', label: 'Go to the brakes', run: () => void navigate({ to: '/brakes' }) },
    ],
    [navigate],
  );
  useShortcuts(shortcuts);
  const close = useCallback(() => setOverlay('none'), []);

  if (session.data === undefined) return session.error === null ? null : <Failed error={session.error} />;
  return (
    <div className="shell">
      <a href="#main" className="btn skip">
        Skip to the page
      </a>
      <Nav
        person={session.data.person}
        onSearch={() => setOverlay('palette')}
        onHelp={() => setOverlay('help')}
        onSignOut={leave}
      />
      <main className="main" id="main" tabIndex={-1} data-scroll-restoration-id="main">
        <HaltBanner />
        <Outlet />
      </main>
      {overlay === 'palette' && <Palette onClose={close} onSignOut={leave} />}
      {overlay === 'help' && (
        <Dialog title="Keyboard shortcuts" onClose={close}>
          <KeysHelp />
        </Dialog>
      )}
    </div>
  );
}

function useSignOut(): () => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const notify = useToast();
  return useCallback(() => {
    signOut().then(
      async () => {
        await navigate({ to: '/sign-in', search: {} });
        queries.clear();
      },
      (error: unknown) => notify(describeError(error).title),
    );
  }, [navigate, notify, queries]);
}

/** A session that ends while pages are open leads to the sign-in page, and from there back to the same place. */
function useEndedSession(error: Error | null): void {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const next = useRouterState({ select: (state) => state.location.href });
  const ended = error instanceof Problem && error.status === 401;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the end itself navigates, not a later change of address
  useEffect(() => {
    if (!ended) return;
    queries.removeQueries({ queryKey: sessionQuery.queryKey });
    void navigate({ to: '/sign-in', search: { next, ended: '1' } });
  }, [ended]);
}
