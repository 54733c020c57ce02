/** Ctrl-K: one box that takes ids, addresses, expressions, names of rules and pages. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { Fragment, type KeyboardEvent, useId, useState } from 'react';
import { featuresQuery, rulesQuery } from '../../api/rules.ts';
import { Kbd } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { toggleTheme } from '../../lib/theme.ts';
import { type Command, findCommands, type Target } from './commands.ts';
import './palette.css';

interface PaletteProps {
  readonly onClose: () => void;
  readonly onSignOut: () => void;
}

export function Palette({ onClose, onSignOut }: PaletteProps) {
  const [text, setText] = useState('');
  const [selected, setSelected] = useState(0);
  const rules = useQuery(rulesQuery).data?.items ?? [];
  const features = useQuery(featuresQuery).data?.items ?? [];
  const open = useOpen(onSignOut);
  const id = useId();
  const commands = findCommands(text, { rules, features, origin: location.origin });
  const index = Math.min(selected, commands.length - 1);

  const choose = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose();
    open(command.target);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && commands.length > 0) {
      event.preventDefault();
      setSelected((index + step + commands.length) % commands.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(commands[index]);
    }
  };

  return (
    <Dialog title="Search and commands" bare onClose={onClose}>
      <input
        className="palette-input"
        role="combobox"
        aria-label="Search and commands"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
        placeholder="An id, an address, an expression, a rule…"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setSelected(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className="palette-list" role="listbox" id={`${id}-list`} aria-label="Results" tabIndex={-1}>
        {commands.length === 0 && (
          <p className="palette-group">Nothing matches. Paste an id, or write Name == value.</p>
        )}
        {commands.map((command, position) => (
          <Fragment key={`${command.group}${command.label}${command.note}`}>
            {command.group !== commands[position - 1]?.group && (
              <div className="palette-group" role="presentation">
                {command.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the input above handles the keys for all options */}
            <div
              id={`${id}-${position}`}
              className="palette-item"
              role="option"
              tabIndex={-1}
              aria-selected={position === index}
              onClick={() => choose(command)}
              onPointerMove={() => setSelected(position)}
            >
              <span className="truncate">{command.label}</span>
              <span className="note truncate">{command.note}</span>
            </div>
          </Fragment>
        ))}
      </div>
      <footer className="palette-foot">
        <span>
          <Kbd>↑</Kbd> <Kbd>↓</Kbd> choose
        </span>
        <span>
          <Kbd>Enter</Kbd> open
        </span>
        <span>
          <Kbd>Esc</Kbd> close
        </span>
      </footer>
    </Dialog>
  );
}

function useOpen(onSignOut: () => void): (target: Target) => void {
  const navigate = useNavigate();
  const router = useRouter();
  return (target) => {
    switch (target.kind) {
      case 'page':
        return void navigate({ to: target.to });
      case 'event':
        return void navigate({ to: '/events/$eventId', params: { eventId: target.eventId } });
      case 'entity':
        return void navigate({ to: '/entities/$type/$id', params: { type: target.type, id: target.id } });
      case 'query':
        return void navigate({ to: '/events', search: { q: target.q } });
      case 'rule':
        return void navigate({ to: '/events', search: { rule: target.rule } });
      case 'address':
        return router.history.push(target.href);
      case 'theme':
        return toggleTheme();
      case 'sign-out':
        return onSignOut();
    }
  };
}
