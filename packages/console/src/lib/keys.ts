/** Keyboard shortcuts: single letters that sleep while someone types, and two-letter sequences (`g e`). */
import { useEffect, useRef } from 'react';

export interface Shortcut {
  /** `r`, `/`, `g e`, `mod+k`. */
  readonly keys: string;
  readonly label: string;
  readonly run: () => void;
}

/** A sequence's second letter must follow within this time. */
const sequenceMillis = 900;
const active = new Map<symbol, readonly Shortcut[]>();

/** Everything that works right now, for the `?` page. */
export function activeShortcuts(): readonly Shortcut[] {
  return [...active.values()].flat();
}

/** Listen while the component is shown. The innermost (latest) registration of a key wins. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const id = useRef(Symbol('shortcuts'));
  useEffect(() => {
    const own = id.current;
    active.set(own, shortcuts);
    return () => {
      active.delete(own);
    };
  }, [shortcuts]);
}

/** The single listener, installed once by the shell. Returns how to remove it. */
export function listenForShortcuts(): () => void {
  let prefix = '';
  let prefixAt = 0;
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const mod = event.metaKey || event.ctrlKey;
    if (!mod && (isTyping(event.composedPath()[0] ?? null) || document.querySelector('dialog[open]') !== null)) return;
    if (event.altKey) return;
    const key = mod ? `mod+${event.key.toLowerCase()}` : event.key;
    const sequence = prefix !== '' && event.timeStamp - prefixAt < sequenceMillis ? `${prefix} ${key}` : key;
    prefix = '';
    const all = [...active.values()].flat().reverse();
    const found = all.find((shortcut) => shortcut.keys === sequence) ?? all.find((shortcut) => shortcut.keys === key);
    if (found !== undefined) {
      event.preventDefault();
      found.run();
    } else if (all.some((shortcut) => shortcut.keys.startsWith(`${key} `))) {
      prefix = key;
      prefixAt = event.timeStamp;
    }
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

/** The innermost target: an editor in a shadow root is not seen from outside. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}
