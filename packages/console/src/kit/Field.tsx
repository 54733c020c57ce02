/** Form fields with their labels. */
import { Search } from 'lucide-react';
import { type InputHTMLAttributes, type ReactNode, type Ref, type SelectHTMLAttributes, useId } from 'react';
import { cx } from '../lib/cx.ts';
import './field.css';

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly suggestions?: readonly string[];
  readonly ref?: Ref<HTMLInputElement>;
}

export function TextField({ label, suggestions, className, ...rest }: TextFieldProps) {
  const id = useId();
  const listId = `${id}-list`;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className={cx('input', className)}
        list={suggestions === undefined ? undefined : listId}
        {...rest}
      />
      {suggestions !== undefined && (
        <datalist id={listId}>
          {suggestions.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
      )}
    </div>
  );
}

interface SearchFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly ref?: Ref<HTMLInputElement>;
}

/** A filter box; its label is for screen readers, its placeholder for eyes. */
export function SearchField({ label, ...rest }: SearchFieldProps) {
  return (
    <div className="search-field">
      <Search size={14} aria-hidden />
      <input type="search" className="input" aria-label={label} placeholder={label} {...rest} />
    </div>
  );
}

interface SelectProps extends SelectHTMLAttributes<HTMLSelectElement> {
  readonly label: string;
  readonly children: ReactNode;
}

export function Select({ label, children, ...rest }: SelectProps) {
  return (
    <select className="input" aria-label={label} {...rest}>
      {children}
    </select>
  );
}
