/** The console's areas, in the order of the navigation. An area appears here once its page works. */
import { Activity, BookOpenCheck, ListChecks, OctagonX, Rows3 } from 'lucide-react';

export const areas = [
  {
    title: 'Monitor',
    links: [
      { to: '/', label: 'Overview', icon: Activity, keys: 'g o' },
      { to: '/events', label: 'Events', icon: Rows3, keys: 'g e' },
    ],
  },
  { title: 'Act', links: [{ to: '/brakes', label: 'Brakes', icon: OctagonX, keys: 'g b' }] },
  {
    title: 'Author',
    links: [
      { to: '/rules', label: 'Rules', icon: BookOpenCheck, keys: 'g r' },
      { to: '/lists', label: 'Lists', icon: ListChecks, keys: 'g l' },
    ],
  },
] as const;
