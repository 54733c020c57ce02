/** Dark or light: the system's preference, or a person's choice kept in this browser. */
import { useSyncExternalStore } from 'react';

type ThemeChoice = 'system' | 'light' | 'dark';
const key = 'lapwing.theme';
const listeners = new Set<() => void>();

function choice(): ThemeChoice {
  const value = document.documentElement.dataset['theme'];
  return value === 'dark' || value === 'light' ? value : 'system';
}

function setTheme(next: ThemeChoice): void {
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
  try {
    if (next === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, next);
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is left.
  }
  for (const listener of listeners) listener();
}

function systemIsDark(): boolean {
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

function isDark(): boolean {
  return choice() === 'system' ? systemIsDark() : choice() === 'dark';
}

export function toggleTheme(): void {
  const dark = !isDark();
  // Back at the system's own choice, the console follows the system again.
  setTheme(dark === systemIsDark() ? 'system' : dark ? 'dark' : 'light');
}

function subscribe(listener: () => void): () => void {
  const media = matchMedia('(prefers-color-scheme: dark)');
  listeners.add(listener);
  media.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', listener);
  };
}

/** Re-renders when the colours change. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, isDark);
}
