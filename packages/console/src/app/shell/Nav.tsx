/** The left navigation: areas, search, theme, help, and who is signed in. */
import { Link } from '@tanstack/react-router';
import { CircleHelp, LogOut, Moon, Search, Sun } from 'lucide-react';
import type { Person } from '../../api/types.ts';
import { Button, IconButton, Kbd } from '../../kit/Button.tsx';
import { Menu } from '../../kit/Menu.tsx';
import { toggleTheme, useIsDark } from '../../lib/theme.ts';
import { areas } from './areas.ts';

interface NavProps {
  readonly person: Person;
  readonly onSearch: () => void;
  readonly onHelp: () => void;
  readonly onSignOut: () => void;
}

export function Nav({ person, onSearch, onHelp, onSignOut }: NavProps) {
  const dark = useIsDark();
  return (
    <nav className="nav" aria-label="Areas">
      <Link to="/" className="nav-brand" aria-label="Lapwing, overview">
        <img src="/lapwing.svg" alt="" width={24} height={24} />
        <span className="nav-text">Lapwing</span>
      </Link>
      <Button className="nav-search" onClick={onSearch} aria-keyshortcuts="Control+K">
        <Search size={14} aria-hidden />
        <span className="nav-text">Search</span>
        <Kbd>Ctrl K</Kbd>
      </Button>
      {areas.map((area) => (
        <div key={area.title} className="nav-group">
          <h2>{area.title}</h2>
          <ul className="nav-links">
            {area.links.map(({ to, label, icon: Icon, keys }) => (
              <li key={to}>
                <Link
                  to={to}
                  className="nav-link"
                  title={`${label} (${keys})`}
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                >
                  <Icon size={16} aria-hidden />
                  <span className="nav-text">{label}</span>
                  <span className="nav-keys" aria-hidden="true">
                    {keys}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
      <div className="nav-foot">
        <div className="nav-tools">
          <IconButton
            label={dark ? 'Light theme' : 'Dark theme'}
            icon={dark ? <Sun size={16} /> : <Moon size={16} />}
            onClick={toggleTheme}
          />
          <IconButton label="Keyboard shortcuts (?)" icon={<CircleHelp size={16} />} onClick={onHelp} />
        </div>
        <Menu label={`Signed in as ${person.email}`} up buttonClass="person" button={<PersonLine person={person} />}>
          <div className="menu-item faint">{person.role}</div>
          <button type="button" className="menu-item" onClick={onSignOut}>
            <LogOut size={14} aria-hidden /> Sign out
          </button>
        </Menu>
      </div>
    </nav>
  );
}

function PersonLine({ person }: { readonly person: Person }) {
  return (
    <>
      <span className="avatar" aria-hidden="true" data-letter={person.email.slice(0, 1).toUpperCase()} />
      <span className="truncate nav-text">{person.email}</span>
    </>
  );
}
