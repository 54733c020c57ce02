/** The `?` page: every shortcut that works right now. */
import { Fragment } from 'react';
import { Kbd } from '../../kit/Button.tsx';
import { activeShortcuts } from '../../lib/keys.ts';

export function KeysHelp() {
  return (
    <dl className="keys-list">
      {activeShortcuts().map((shortcut) => (
        <Fragment key={shortcut.keys}>
          <dt>{shortcut.label}</dt>
          <dd>
            <span className="visually-hidden">{shortcut.keys}</span>
            {parts(shortcut.keys).map((part, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a sequence may repeat a letter
              <Kbd key={index}>{part}</Kbd>
            ))}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function parts(keys: string): string[] {
  if (keys.startsWith('mod+')) return ['Ctrl', keys.slice(4).toUpperCase()];
  return keys.split(' ');
}
