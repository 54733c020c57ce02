/** Sign in with the one-time link that the server printed, or with e-mail and password. */
import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { describeError } from '../../api/problem.ts';
import { type Credentials, sessionQuery, signIn } from '../../api/session.ts';
import { Button } from '../../kit/Button.tsx';
import { TextField } from '../../kit/Field.tsx';
import './sign-in.css';

type State = { readonly kind: 'idle' | 'busy' } | { readonly kind: 'failed'; readonly text: string };

export function SignInPage() {
  const { next, ended } = useSearch({ from: '/sign-in' });
  const [state, setState] = useState<State>({ kind: 'idle' });
  const router = useRouter();
  const queries = useQueryClient();

  const attempt = async (credentials: Credentials): Promise<void> => {
    setState({ kind: 'busy' });
    try {
      await signIn(credentials);
      await queries.query({ ...sessionQuery, staleTime: 0 });
      router.history.push(safeNext(next));
    } catch (error) {
      const { title, detail } = describeError(error);
      setState({ kind: 'failed', text: detail ?? title });
    }
  };

  const used = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the fragment is read once, when the page opens
  useEffect(() => {
    const token = new URLSearchParams(location.hash.slice(1)).get('token');
    if (token === null || used.current) return;
    used.current = true;
    // The token is spent; it must not stay in the history for others to find.
    history.replaceState(history.state, '', location.pathname + location.search);
    void attempt({ token });
  }, []);

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    void attempt({ email: String(form.get('email')), password: String(form.get('password')) });
  };

  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit}>
        <div className="row">
          <img src="/lapwing.svg" alt="" width={32} height={32} />
          <h1>Sign in to Lapwing</h1>
        </div>
        {ended !== undefined && state.kind === 'idle' && (
          <p className="muted" role="status">
            Your session ended. Sign in to go on where you were.
          </p>
        )}
        <TextField label="E-mail" name="email" type="email" autoComplete="username" required />
        <TextField label="Password" name="password" type="password" autoComplete="current-password" required />
        {state.kind === 'failed' && (
          <p className="form-error" role="alert">
            {state.text}
          </p>
        )}
        <Button type="submit" tone="primary" disabled={state.kind === 'busy'}>
          {state.kind === 'busy' ? 'Signing in…' : 'Sign in'}
        </Button>
        <p className="faint">On a new installation, open the one-time link that the server printed when it started.</p>
      </form>
    </main>
  );
}

/** Only a path of this console: an address elsewhere must not be reachable through the sign-in page. */
function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';
}
