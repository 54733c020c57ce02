/** The query: an expression of the rule language, with completion of feature names and the server's diagnostics in place. */
import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { Problem } from '../../api/problem.ts';
import type { Feature } from '../../api/types.ts';
import { Button, IconButton } from '../../kit/Button.tsx';
import { useShortcuts } from '../../lib/keys.ts';
import { completions, diagnosticText } from './queryText.ts';

interface QueryBoxProps {
  readonly value: string;
  readonly features: ReadonlyMap<string, Feature>;
  readonly problem: Problem | null;
  readonly onApply: (query: string) => void;
}

export function QueryBox({ value, features, problem, onApply }: QueryBoxProps) {
  const [draft, setDraft] = useState(value);
  const [caret, setCaret] = useState<number | null>(null);
  const [selected, setSelected] = useState(-1);
  const box = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  useEffect(() => setDraft(value), [value]);
  useShortcuts(useMemo(() => [{ keys: '/', label: 'Write a query', run: () => box.current?.focus() }], []));

  const found = caret === null ? null : completions(draft, caret, features);
  const apply = (query: string): void => {
    setCaret(null);
    onApply(query.trim());
  };
  const complete = (name: string): void => {
    if (found === null || caret === null) return;
    const next = draft.slice(0, found.start) + name + draft.slice(caret);
    setDraft(next);
    setCaret(null);
    setSelected(-1);
    requestAnimationFrame(() => box.current?.setSelectionRange(found.start + name.length, found.start + name.length));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    const names = found?.features ?? [];
    if (event.key === 'Escape') {
      if (names.length > 0) setCaret(null);
      else box.current?.blur();
    } else if (names.length > 0 && step !== 0) {
      event.preventDefault();
      setSelected((selected + step + names.length) % names.length);
    } else if (
      names.length > 0 &&
      (event.key === 'Tab' || (event.key === 'Enter' && selected >= 0)) &&
      !event.shiftKey
    ) {
      event.preventDefault();
      complete((names[selected] ?? names[0])?.name ?? '');
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      apply(draft);
    }
  };

  const open = found !== null && found.features.length > 0;
  return (
    <div className="query">
      <div className="query-line">
        <textarea
          ref={box}
          className="input"
          rows={1}
          aria-label="Query"
          aria-controls={open ? `${id}-list` : undefined}
          aria-activedescendant={open && selected >= 0 ? `${id}-${selected}` : undefined}
          aria-autocomplete="list"
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-error`}
          aria-keyshortcuts="/"
          placeholder="UserId == 42 and HasLink        press / to write, Enter to run"
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          value={draft}
          onChange={(event) => {
            setDraft(event.target.value);
            setCaret(event.target.selectionStart);
            setSelected(-1);
          }}
          onBlur={() => setCaret(null)}
          onKeyDown={onKeyDown}
        />
        {(draft !== '' || value !== '') && (
          <IconButton label="Clear the query" icon={<X size={15} />} onClick={() => apply('')} />
        )}
        <Button tone={draft.trim() === value ? 'default' : 'primary'} onClick={() => apply(draft)}>
          <Search size={14} aria-hidden /> Run
        </Button>
      </div>
      {open && (
        <div className="completions" role="listbox" id={`${id}-list`} aria-label="Features">
          {found.features.map((feature, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the text box handles the keys for all options
            <div
              key={feature.name}
              id={`${id}-${index}`}
              role="option"
              tabIndex={-1}
              className="completion"
              aria-selected={index === selected}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => complete(feature.name)}
            >
              {feature.name}
              <span className="faint">{feature.isRule ? 'rule' : (feature.entityType ?? feature.type)}</span>
            </div>
          ))}
        </div>
      )}
      {problem !== null && (
        <div className="query-error" role="alert" id={`${id}-error`}>
          <pre>{diagnosticText(problem, value)}</pre>
        </div>
      )}
    </div>
  );
}
