/** A small menu on `<details>`: it opens with a click, Enter or Space, and closes on Escape, on a choice, or elsewhere. */
import { type ReactNode, useEffect, useRef } from 'react';
import { cx } from '../lib/cx.ts';
import './overlay.css';

interface MenuProps {
  readonly label: string;
  readonly button: ReactNode;
  readonly buttonClass?: string;
  readonly up?: boolean;
  /** Stay open after a click inside, for lists of check boxes. */
  readonly keepOpen?: boolean;
  readonly children: ReactNode;
}

export function Menu({ label, button, buttonClass = 'btn', up, keepOpen, children }: MenuProps) {
  const ref = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event): void => {
      const details = ref.current;
      if (details === null || !details.open) return;
      if (event instanceof KeyboardEvent) {
        if (event.key !== 'Escape') return;
        details.querySelector('summary')?.focus();
      } else if (event.target instanceof Node && details.contains(event.target)) return;
      details.open = false;
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  return (
    <details className={cx('menu', up && 'menu-up')} ref={ref}>
      <summary className={buttonClass} aria-label={label} title={label}>
        {button}
      </summary>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: only closes what its buttons opened */}
      <div
        className="menu-list"
        onClick={() => {
          if (keepOpen !== true && ref.current !== null) ref.current.open = false;
        }}
      >
        {children}
      </div>
    </details>
  );
}
