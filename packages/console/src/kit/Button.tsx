/** Buttons, key hints and a choice of few. */
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { cx } from '../lib/cx.ts';
import './button.css';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: 'default' | 'primary' | 'quiet' | 'danger' | 'stop';
  readonly small?: boolean;
  /** The letter that does the same, shown on the button. */
  readonly hint?: string;
}

export function Button({ tone = 'default', small, hint, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={cx('btn', tone !== 'default' && `btn-${tone}`, small && 'btn-small', className)}
      aria-keyshortcuts={hint}
      {...rest}
    >
      {children}
      {hint !== undefined && <Kbd>{hint}</Kbd>}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly label: string;
  readonly icon: ReactNode;
  readonly small?: boolean;
}

export function IconButton({ label, icon, small, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      className={cx('btn btn-quiet btn-icon', small && 'btn-small', className)}
      aria-label={label}
      title={label}
      {...rest}
    >
      {icon}
    </button>
  );
}

export function Kbd({ children }: { readonly children: ReactNode }) {
  return (
    <span className="kbd" aria-hidden="true">
      {children}
    </span>
  );
}

interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly count?: number;
}

interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

export function Segmented<T extends string>({ label, choices, value, onChange }: SegmentedProps<T>) {
  return (
    <fieldset className="segmented" style={{ border: 0, margin: 0 }}>
      <legend className="visually-hidden">{label}</legend>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
        >
          {choice.label}
          {choice.count !== undefined && <span className="count">{choice.count}</span>}
        </button>
      ))}
    </fieldset>
  );
}
